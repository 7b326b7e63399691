package io.github.tracingstarter.instrument.jdbc;

import java.time.Duration;
import java.util.List;

import javax.sql.DataSource;

import io.github.tracingstarter.SqlSpanCustomizer;
import io.github.tracingstarter.configuration.ConditionalOnTracing;
import io.github.tracingstarter.configuration.ServiceName;
import io.github.tracingstarter.configuration.TracingAutoConfiguration;
import io.github.tracingstarter.instrument.Spans;
import io.github.tracingstarter.instrument.WovenHook;
import io.github.tracingstarter.report.Instrumentation;
import io.github.tracingstarter.report.TracingReport;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurationPackages;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingClass;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Role;
import org.springframework.util.function.SingletonSupplier;

/**
 * Auto-configuration of the tracing of SQL statements. Backs off if datasource-micrometer
 * wraps the data sources.
 */
@AutoConfiguration(after = TracingAutoConfiguration.class)
@ConditionalOnTracing("jdbc")
@EnableConfigurationProperties(JdbcProperties.class)
@Instrumentation(id = "jdbc", name = "JDBC", description = "SQL statements of all DataSource beans.",
		type = "javax.sql.DataSource", library = "java.sql", nothing = "no DataSource has been found so far")
public final class JdbcTracingAutoConfiguration {

	private static final String DATASOURCE_MICROMETER = "net.ttddyy.observation.boot.autoconfigure.DataSourceObservationAutoConfiguration";

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(DataSource.class)
	@ConditionalOnMissingClass(DATASOURCE_MICROMETER)
	@ImportRuntimeHints(JdbcRuntimeHints.class)
	static class Wrapping {

		@Bean
		static DataSourceTracingPostProcessor tracingDataSourcePostProcessor(ObjectProvider<StatementTracer> tracer,
				ObjectProvider<JdbcProperties> properties, ObjectProvider<TracingReport> report) {
			return new DataSourceTracingPostProcessor(tracer, properties, report);
		}

		@Bean
		@Lazy
		@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
		static WovenHook tracingConnections(ObjectProvider<StatementTracer> tracer,
				ObjectProvider<DataSourceTracingPostProcessor> beans) {
			return new ConnectionHook(new ConnectionRequests(SingletonSupplier.of(tracer::getObject),
					(dataSource) -> beans.getObject().isExcluded(dataSource)));
		}

		@Bean
		StatementTracer tracingStatementTracer(ObjectProvider<Spans> spans,
				ObjectProvider<SqlSpanCustomizer> customizers, JdbcProperties properties, BeanFactory beanFactory,
				ObjectProvider<ServiceName> service) {
			return new StatementTracer(SingletonSupplier.of(spans::getObject),
					() -> customizers.orderedStream().toList(), properties,
					new CallSite(() -> AutoConfigurationPackages.has(beanFactory)
							? AutoConfigurationPackages.get(beanFactory) : List.of()),
					() -> service.stream().map(ServiceName::value).findFirst().orElse(null));
		}

		@Bean
		ExplainedStatements tracingExplainedStatements(StatementTracer tracer) {
			return new ExplainedStatements(tracer, Duration.ofSeconds(2));
		}

		@Bean
		EarlyDataSourceWarning tracingEarlyDataSourceWarning(ConfigurableListableBeanFactory beanFactory,
				DataSourceTracingPostProcessor postProcessor, TracingReport report) {
			return new EarlyDataSourceWarning(beanFactory, postProcessor, report);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(name = DATASOURCE_MICROMETER)
	static class StandingBack {

		StandingBack(TracingReport report) {
			report.leftAlone(DataSourceTracingPostProcessor.INSTRUMENTATION, "every DataSource",
					"datasource-micrometer traces them. To use the starter instead, remove it");
		}

	}

}

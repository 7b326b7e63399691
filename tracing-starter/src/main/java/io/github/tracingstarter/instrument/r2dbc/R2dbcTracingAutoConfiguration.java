package io.github.tracingstarter.instrument.r2dbc;

import io.github.tracingstarter.configuration.ConditionalOnTracing;
import io.github.tracingstarter.configuration.TracingAutoConfiguration;
import io.github.tracingstarter.instrument.Spans;
import io.github.tracingstarter.report.Instrumentation;
import io.github.tracingstarter.report.TracingReport;
import io.r2dbc.proxy.callback.ProxyConfig;
import io.r2dbc.proxy.callback.ProxyFactory;
import io.r2dbc.proxy.observation.QueryContext;
import io.r2dbc.spi.ConnectionFactory;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.r2dbc.autoconfigure.ProxyConnectionFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.core.annotation.Order;

/**
 * Auto-configuration of the spans of SQL statements that are run with R2DBC.
 */
@AutoConfiguration(after = TracingAutoConfiguration.class)
@ConditionalOnClass({ ConnectionFactory.class, QueryContext.class, ProxyConnectionFactoryCustomizer.class })
@ConditionalOnTracing
@EnableConfigurationProperties(R2dbcTracingProperties.class)
@Instrumentation(id = "r2dbc", name = "R2DBC", description = "SQL statements that are run with R2DBC.",
		type = "io.r2dbc.spi.ConnectionFactory", library = "r2dbc-spi",
		nothing = "no ConnectionFactory has been made by Spring Boot so far")
public final class R2dbcTracingAutoConfiguration {

	@Bean
	QueryMapper tracingR2dbcMapper(R2dbcTracingProperties properties, ObjectProvider<Spans> spans) {
		return new QueryMapper(properties, () -> spans.getObject().repeated(), () -> spans.getObject().measurements());
	}

	@Bean
	static ConnectionFactoryPostProcessor connectionFactoryTracingPostProcessor(
			ObjectProvider<R2dbcTracingProperties> properties, ObjectProvider<TracingReport> report) {
		return new ConnectionFactoryPostProcessor(properties, report);
	}

	/**
	 * Runs after Boot's customizer, which has order 0, so that the observation exists.
	 */
	@Bean
	@Order(1)
	ProxyConnectionFactoryCustomizer tracingProxyConnectionFactoryCustomizer(R2dbcTracingProperties properties,
			TracingReport report, ConnectionFactoryPostProcessor connectionFactories,
			ObjectProvider<ProxyConnectionFactoryCustomizer> customizers) {
		return (builder) -> {
			ConnectionFactory connections = builder.getConnectionFactory();
			connectionFactories.decorated(connections);
			builder.listener(new QueryDetails(R2dbcDatabases.of(connections)));
			ProxyConfig config = builder.getProxyConfig();
			ProxyFactory proxies = config.getProxyFactory();
			boolean direct = customizers.stream().allMatch(R2dbcTracingAutoConfiguration::isKnown);
			config.setProxyFactoryFactory((same) -> new CountedRows(proxies, direct));
			if (properties.enabled()) {
				report.traced("R2DBC", connections.getMetadata().getName());
			}
		};
	}

	/**
	 * Returns whether a customizer is Spring Boot's or this one, neither of which needs
	 * rows.
	 */
	private static boolean isKnown(ProxyConnectionFactoryCustomizer customizer) {
		String name = customizer.getClass().getName();
		return name.startsWith("org.springframework.boot.")
				|| name.startsWith(R2dbcTracingAutoConfiguration.class.getName());
	}

}

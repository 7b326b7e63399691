package io.github.tracingstarter.instrument.hibernate;

import io.github.tracingstarter.configuration.ConditionalOnSetting;
import io.github.tracingstarter.configuration.ConditionalOnTracing;
import io.github.tracingstarter.configuration.TracingAutoConfiguration;
import io.github.tracingstarter.instrument.Spans;
import io.github.tracingstarter.report.Instrumentation;
import io.github.tracingstarter.report.TracingReport;
import org.hibernate.event.spi.FlushEventListener;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.orm.jpa.AbstractEntityManagerFactoryBean;

/**
 * Auto-configuration of the tracing of Hibernate's flushes.
 */
@AutoConfiguration(after = TracingAutoConfiguration.class)
@ConditionalOnTracing("hibernate")
@ConditionalOnSetting(value = "tracing.hibernate.enabled", is = "true")
@ConditionalOnClass({ FlushEventListener.class, AbstractEntityManagerFactoryBean.class })
@EnableConfigurationProperties(HibernateProperties.class)
@ImportRuntimeHints(HibernateRuntimeHints.class)
@Instrumentation(id = "hibernate", name = "Hibernate", description = "Flushes of Hibernate.",
		type = "org.hibernate.event.spi.FlushEventListener", library = "hibernate-core",
		nothing = "there is no entity manager factory of Hibernate so far", enabledByDefault = false)
public final class HibernateTracingAutoConfiguration {

	@Bean
	static HibernatePostProcessor tracingHibernatePostProcessor(ObjectProvider<Spans> spans,
			ObjectProvider<TracingReport> report) {
		return new HibernatePostProcessor(spans, report);
	}

}

package io.github.tracingstarter.instrument.repository;

import io.github.tracingstarter.configuration.ConditionalOnSetting;
import io.github.tracingstarter.configuration.ConditionalOnTracing;
import io.github.tracingstarter.configuration.TracingAutoConfiguration;
import io.github.tracingstarter.instrument.Spans;
import io.github.tracingstarter.report.Instrumentation;
import io.github.tracingstarter.report.TracingReport;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.data.repository.core.support.RepositoryFactoryBeanSupport;

/**
 * Auto-configuration of the tracing of Spring Data repositories.
 */
@AutoConfiguration(after = TracingAutoConfiguration.class)
@ConditionalOnTracing("repositories")
@ConditionalOnSetting(value = "tracing.repositories.enabled", is = "true")
@ConditionalOnClass(RepositoryFactoryBeanSupport.class)
@EnableConfigurationProperties(RepositoryProperties.class)
@Instrumentation(id = "repositories", name = "repositories", description = "Calls of Spring Data repositories.",
		type = "org.springframework.data.repository.core.support.RepositoryFactoryBeanSupport",
		library = "spring-data-commons", nothing = "there is no repository so far", enabledByDefault = false)
public final class RepositoryTracingAutoConfiguration {

	@Bean
	static RepositoryPostProcessor tracingRepositoryPostProcessor(ObjectProvider<Spans> spans,
			ObjectProvider<TracingReport> report) {
		return new RepositoryPostProcessor(spans, report);
	}

}

package io.github.tracingstarter.instrument.batch;

import io.github.tracingstarter.configuration.ConditionalOnTracing;
import io.github.tracingstarter.configuration.TracingAutoConfiguration;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the tracing of Spring Batch, which observes itself.
 */
@AutoConfiguration(after = TracingAutoConfiguration.class)
@ConditionalOnTracing
@ConditionalOnClass(name = "org.springframework.batch.core.job.Job")
@EnableConfigurationProperties(SpringBatchProperties.class)
public final class BatchTracingAutoConfiguration {

	@Bean
	JobMapper tracingJobMapper(SpringBatchProperties properties) {
		return new JobMapper(properties);
	}

}

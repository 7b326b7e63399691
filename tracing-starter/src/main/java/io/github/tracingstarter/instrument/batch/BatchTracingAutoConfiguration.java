package io.github.tracingstarter.instrument.batch;

import io.github.tracingstarter.configuration.ConditionalOnTracing;
import io.github.tracingstarter.configuration.TracingAutoConfiguration;
import io.github.tracingstarter.instrument.SpanObservations;
import io.github.tracingstarter.report.Instrumentation;
import io.github.tracingstarter.report.TracingReport;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ImportRuntimeHints;

/**
 * Auto-configuration of the tracing of Spring Batch, which observes itself.
 */
@AutoConfiguration(after = TracingAutoConfiguration.class)
@ConditionalOnTracing
@ConditionalOnClass(name = "org.springframework.batch.core.job.Job")
@EnableConfigurationProperties(SpringBatchProperties.class)
@ImportRuntimeHints(BatchRuntimeHints.class)
@Instrumentation(id = "spring-batch", name = "Spring Batch", description = "Jobs and steps of Spring Batch.",
		type = "org.springframework.batch.core.job.Job", library = "spring-batch-core",
		nothing = "no job has been seen so far")
public final class BatchTracingAutoConfiguration {

	@Bean
	static StepPostProcessor tracingStepPostProcessor(ObjectProvider<SpanObservations> observations,
			ObjectProvider<SpringBatchProperties> properties) {
		return new StepPostProcessor(observations, properties);
	}

	@Bean
	JobMapper tracingJobMapper(SpringBatchProperties properties, TracingReport report) {
		if (properties.enabled()) {
			report.traced("Spring Batch", "jobs and steps");
		}
		return new JobMapper();
	}

}

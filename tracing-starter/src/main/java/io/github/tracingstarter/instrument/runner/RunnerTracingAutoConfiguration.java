package io.github.tracingstarter.instrument.runner;

import io.github.tracingstarter.configuration.ConditionalOnTracing;
import io.github.tracingstarter.configuration.TracingAutoConfiguration;
import io.github.tracingstarter.instrument.Spans;
import io.github.tracingstarter.report.Instrumentation;
import io.github.tracingstarter.report.TracingReport;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the tracing of application runners.
 */
@AutoConfiguration(after = TracingAutoConfiguration.class)
@ConditionalOnTracing("runners")
@EnableConfigurationProperties(RunnerProperties.class)
@Instrumentation(id = "runners", name = "runners", description = "What an application runs when it has started.",
		type = "org.springframework.boot.Runner", library = "spring-boot", nothing = "the application has no runner")
public final class RunnerTracingAutoConfiguration {

	@Bean
	static RunnerPostProcessor tracingRunnerPostProcessor(ObjectProvider<Spans> spans,
			ObjectProvider<TracingReport> report) {
		return new RunnerPostProcessor(spans, report);
	}

}

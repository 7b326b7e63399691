package io.github.tracingstarter.instrument.observation;

import io.github.tracingstarter.configuration.TracingAutoConfiguration;
import io.github.tracingstarter.redaction.RedactionAutoConfiguration;
import io.github.tracingstarter.report.ReportAutoConfiguration;
import io.github.tracingstarter.instrument.InstrumentationAutoConfiguration;
import io.github.tracingstarter.propagation.PropagationAutoConfiguration;
import io.github.tracingstarter.testing.RecordedSpans;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.tracing.autoconfigure.MicrometerTracingAutoConfiguration;
import org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.OpenTelemetryTracingAutoConfiguration;
import org.springframework.boot.opentelemetry.autoconfigure.OpenTelemetrySdkAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/**
 * The application of this package's tests: observations that become spans, each of which
 * is recorded.
 */
final class ObservedApplication {

	private ObservedApplication() {
	}

	static ApplicationContextRunner runner() {
		return new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(
					org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration.class,
					OpenTelemetrySdkAutoConfiguration.class, OpenTelemetryTracingAutoConfiguration.class,
					MicrometerTracingAutoConfiguration.class, TracingAutoConfiguration.class,
					PropagationAutoConfiguration.class, InstrumentationAutoConfiguration.class,
					ReportAutoConfiguration.class, RedactionAutoConfiguration.class,
					ObservationAutoConfiguration.class))
			.withPropertyValues("management.tracing.sampling.probability=1.0")
			.withBean(RecordedSpans.class, RecordedSpans::new);
	}

}

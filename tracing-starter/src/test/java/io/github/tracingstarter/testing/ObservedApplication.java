package io.github.tracingstarter.testing;

import io.github.tracingstarter.configuration.TracingAutoConfiguration;
import io.github.tracingstarter.instrument.InstrumentationAutoConfiguration;
import io.github.tracingstarter.instrument.MappedObservationAutoConfiguration;
import io.github.tracingstarter.propagation.PropagationAutoConfiguration;
import io.github.tracingstarter.redaction.RedactionAutoConfiguration;
import io.github.tracingstarter.report.ReportAutoConfiguration;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration;
import org.springframework.boot.micrometer.tracing.autoconfigure.MicrometerTracingAutoConfiguration;
import org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.OpenTelemetryTracingAutoConfiguration;
import org.springframework.boot.opentelemetry.autoconfigure.OpenTelemetrySdkAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/**
 * An application whose observations become spans, each of which is recorded. Tests add
 * the auto-configuration of their technology.
 */
public final class ObservedApplication {

	private ObservedApplication() {
	}

	/**
	 * Returns the application.
	 * @return a runner to add to
	 */
	public static ApplicationContextRunner runner() {
		return new ApplicationContextRunner()
			.withConfiguration(
					AutoConfigurations.of(ObservationAutoConfiguration.class, OpenTelemetrySdkAutoConfiguration.class,
							OpenTelemetryTracingAutoConfiguration.class, MicrometerTracingAutoConfiguration.class,
							TracingAutoConfiguration.class, PropagationAutoConfiguration.class,
							InstrumentationAutoConfiguration.class, ReportAutoConfiguration.class,
							RedactionAutoConfiguration.class, MappedObservationAutoConfiguration.class))
			.withPropertyValues("management.tracing.sampling.probability=1.0")
			.withBean(RecordedSpans.class, RecordedSpans::new);
	}

}

package io.github.tracingstarter.configuration;

import java.util.Set;
import java.util.function.Predicate;

import org.springframework.core.env.Environment;

/**
 * Excludes auto-configurations of Boot that are on the class path only because this
 * starter is. Boot's OTLP exporters are always excluded, because the export package has
 * its own. Everything that creates, propagates or sends spans and log records is excluded
 * if the starter is off or backs off, unless the application would have it without the
 * starter.
 */
class TracingImportFilter extends ImportFilter {

	private static final String BOOT = "org.springframework.boot.";

	private static final String OTLP_EXPORT = BOOT
			+ "micrometer.tracing.opentelemetry.autoconfigure.otlp.OtlpTracingAutoConfiguration";

	private static final String OTLP_LOG_EXPORT = BOOT
			+ "opentelemetry.autoconfigure.logging.otlp.OtlpLoggingAutoConfiguration";

	private static final Set<String> OPENTELEMETRY = Set.of(OTLP_EXPORT, OTLP_LOG_EXPORT,
			BOOT + "micrometer.tracing.opentelemetry.autoconfigure.OpenTelemetryTracingAutoConfiguration",
			BOOT + "opentelemetry.autoconfigure.OpenTelemetrySdkAutoConfiguration",
			BOOT + "opentelemetry.autoconfigure.logging.OpenTelemetryLoggingAutoConfiguration");

	/** Brave also needs and brings these. */
	private static final Set<String> MICROMETER = Set.of(
			BOOT + "micrometer.tracing.autoconfigure.MicrometerTracingAutoConfiguration",
			BOOT + "micrometer.tracing.autoconfigure.otlp.OtlpExemplarsAutoConfiguration",
			BOOT + "micrometer.tracing.autoconfigure.prometheus.PrometheusExemplarsAutoConfiguration");

	/**
	 * If this is off, Boot's exporter sends the records that the application creates. A
	 * build ahead of time includes both.
	 */
	private static final String LOGS = "tracing.logs.enabled";

	/** Creates metrics with a library that comes with this starter. */
	private static final String R2DBC = BOOT + "r2dbc.autoconfigure.observation.R2dbcObservationAutoConfiguration";

	@Override
	protected boolean isConcerned(String name) {
		return name.equals(R2DBC) || OPENTELEMETRY.contains(name) || MICROMETER.contains(name);
	}

	@Override
	protected Predicate<String> decide() {
		Environment environment = environment();
		if (environment == null || TracingState.of(environment, classLoader()).isActive()) {
			boolean logs = (environment == null || environment.getProperty(LOGS, Boolean.class, true))
					&& !AheadOfTime.isProcessing();
			return (name) -> !OTLP_EXPORT.equals(name) && !(logs && OTLP_LOG_EXPORT.equals(name));
		}
		boolean r2dbc = TracingState.isObserved(environment, "r2dbc");
		boolean bootsOwn = TracingState.isBootsOwn(environment, classLoader());
		boolean brave = OtherTracer.BRAVE.isPresent(classLoader());
		return (name) -> name.equals(R2DBC) ? r2dbc : bootsOwn || (brave && MICROMETER.contains(name));
	}

}

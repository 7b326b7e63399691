package io.github.tracingstarter.configuration;

import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanClassLoaderAware;
import org.springframework.boot.autoconfigure.AutoConfigurationImportFilter;
import org.springframework.boot.autoconfigure.AutoConfigurationMetadata;
import org.springframework.context.EnvironmentAware;
import org.springframework.core.env.Environment;

/**
 * Excludes those of Boot's auto-configurations that are on the class path only because
 * this starter is. Boot's OTLP exporter always goes, as the export package has its own;
 * everything that creates, propagates or sends spans and log records goes when the
 * starter is off or backs off, unless the application would have it without the starter.
 */
class TracingImportFilter implements AutoConfigurationImportFilter, EnvironmentAware, BeanClassLoaderAware {

	private static final String BOOT = "org.springframework.boot.";

	private static final String OTLP_EXPORT = BOOT
			+ "micrometer.tracing.opentelemetry.autoconfigure.otlp.OtlpTracingAutoConfiguration";

	private static final Set<String> OPENTELEMETRY = Set.of(OTLP_EXPORT,
			BOOT + "micrometer.tracing.opentelemetry.autoconfigure.OpenTelemetryTracingAutoConfiguration",
			BOOT + "opentelemetry.autoconfigure.OpenTelemetrySdkAutoConfiguration",
			BOOT + "opentelemetry.autoconfigure.logging.OpenTelemetryLoggingAutoConfiguration",
			BOOT + "opentelemetry.autoconfigure.logging.otlp.OtlpLoggingAutoConfiguration");

	/** Brave needs and brings these, too. */
	private static final Set<String> MICROMETER = Set.of(
			BOOT + "micrometer.tracing.autoconfigure.MicrometerTracingAutoConfiguration",
			BOOT + "micrometer.tracing.autoconfigure.otlp.OtlpExemplarsAutoConfiguration",
			BOOT + "micrometer.tracing.autoconfigure.prometheus.PrometheusExemplarsAutoConfiguration");

	private @Nullable Environment environment;

	private @Nullable ClassLoader classLoader;

	@Override
	public void setEnvironment(Environment environment) {
		this.environment = environment;
	}

	@Override
	public void setBeanClassLoader(ClassLoader classLoader) {
		this.classLoader = classLoader;
	}

	/**
	 * Called for every configuration class, hence the look at the names before anything
	 * else.
	 */
	@Override
	public boolean[] match(@Nullable String[] autoConfigurationClasses, AutoConfigurationMetadata metadata) {
		boolean[] matches = new boolean[autoConfigurationClasses.length];
		for (int i = 0; i < matches.length; i++) {
			String name = autoConfigurationClasses[i];
			matches[i] = name == null || !(OPENTELEMETRY.contains(name) || MICROMETER.contains(name)) || stays(name);
		}
		return matches;
	}

	private boolean stays(String name) {
		Environment env = this.environment;
		if (env == null || TracingState.of(env, this.classLoader).isActive()) {
			return !OTLP_EXPORT.equals(name);
		}
		return TracingState.isBootsOwn(env, this.classLoader)
				|| (MICROMETER.contains(name) && OtherTracer.BRAVE.isPresent(this.classLoader));
	}

}

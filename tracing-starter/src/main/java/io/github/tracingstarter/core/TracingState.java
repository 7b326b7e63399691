package io.github.tracingstarter.core;

import org.jspecify.annotations.Nullable;

import org.springframework.core.env.Environment;
import org.springframework.util.ClassUtils;

/**
 * Whether the starter traces this application, asked wherever that decides something.
 *
 * @param enabled what {@code tracing.enabled} says
 * @param other the tracer that makes the starter stand back, if one does
 */
record TracingState(boolean enabled, @Nullable OtherTracer other) {

	static TracingState of(Environment environment, @Nullable ClassLoader classLoader) {
		boolean enabled = environment.getProperty("tracing.enabled", Boolean.class, true);
		return new TracingState(enabled, enabled ? OtherTracer.find(environment, classLoader) : null);
	}

	boolean isActive() {
		return this.enabled && this.other == null;
	}

	/**
	 * Whether Boot's own OpenTelemetry support would be there without this starter: the
	 * application gave it an endpoint, or uses it with Brave.
	 * @param environment the environment
	 * @param classLoader the class loader
	 * @return true when it has to stay as it is
	 */
	static boolean isBootsOwnTracing(Environment environment, @Nullable ClassLoader classLoader) {
		return environment.containsProperty("management.opentelemetry.tracing.export.otlp.endpoint")
				|| environment.containsProperty("management.opentelemetry.logging.export.otlp.endpoint")
				|| ClassUtils.isPresent("io.micrometer.tracing.brave.bridge.BraveTracer", classLoader);
	}

}

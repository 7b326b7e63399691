package io.github.tracingstarter.core;

import org.jspecify.annotations.Nullable;

import org.springframework.core.convert.ConversionException;
import org.springframework.core.env.Environment;
import org.springframework.util.ClassUtils;

/**
 * Whether the starter traces this application, asked wherever that decides something.
 *
 * @param off the property that switches it off, with its value, or null
 * @param other the tracer that makes it stand back, or null
 */
record TracingState(@Nullable String off, @Nullable OtherTracer other) {

	static TracingState of(Environment environment, @Nullable ClassLoader classLoader) {
		String off = off(environment);
		return new TracingState(off, (off == null) ? OtherTracer.find(classLoader) : null);
	}

	private static @Nullable String off(Environment environment) {
		if (!flag(environment, "tracing.enabled", true)) {
			return "tracing.enabled is false";
		}
		// Boot and OpenTelemetry's own switches leave an SDK that records nothing.
		if (!flag(environment, "management.opentelemetry.enabled", true)) {
			return "management.opentelemetry.enabled is false";
		}
		return flag(environment, "otel.sdk.disabled", false) ? "otel.sdk.disabled is true" : null;
	}

	private static boolean flag(Environment environment, String key, boolean defaultValue) {
		try {
			return environment.getProperty(key, Boolean.class, defaultValue);
		}
		catch (ConversionException | IllegalArgumentException ex) {
			throw new InvalidTracingPropertyException(key, String.valueOf(environment.getProperty(key)),
					"it is neither true nor false", "Write true or false.");
		}
	}

	boolean isActive() {
		return this.off == null && this.other == null;
	}

	/**
	 * Whether Boot's own OpenTelemetry support would be there without this starter: the
	 * application gave it an endpoint, has the registry that only
	 * {@code spring-boot-starter-opentelemetry} brings, or uses Brave.
	 * @param environment the environment
	 * @param classLoader the class loader
	 * @return true when it has to stay as it is
	 */
	static boolean isBootsOwn(Environment environment, @Nullable ClassLoader classLoader) {
		return environment.containsProperty("management.opentelemetry.tracing.export.otlp.endpoint")
				|| environment.containsProperty("management.opentelemetry.logging.export.otlp.endpoint")
				|| ClassUtils.isPresent("io.micrometer.registry.otlp.OtlpMeterRegistry", classLoader)
				|| ClassUtils.isPresent("io.micrometer.tracing.brave.bridge.BraveTracer", classLoader);
	}

}

package io.github.tracingstarter.core;

import org.jspecify.annotations.Nullable;

import org.springframework.util.ClassUtils;

/**
 * A tracer that does what this starter does. Two of them make every span twice, so where
 * one is found the starter stands back entirely.
 */
enum OtherTracer {

	AGENT("the OpenTelemetry Java agent", "-javaagent:opentelemetry-javaagent.jar") {

		@Override
		boolean isPresent(@Nullable ClassLoader classLoader) {
			// The agent puts the first on the system class path and the second where the
			// boot loader finds it.
			return ClassUtils.isPresent("io.opentelemetry.javaagent.OpenTelemetryAgent",
					ClassLoader.getSystemClassLoader())
					&& ClassUtils.isPresent("io.opentelemetry.javaagent.bootstrap.InstrumentationHolder", null);
		}

	},

	OPENTELEMETRY_STARTER("opentelemetry-spring-boot-starter",
			"the dependency io.opentelemetry.instrumentation:opentelemetry-spring-boot-starter") {

		@Override
		boolean isPresent(@Nullable ClassLoader classLoader) {
			return ClassUtils.isPresent(
					"io.opentelemetry.instrumentation.spring.autoconfigure.OpenTelemetryAutoConfiguration",
					classLoader);
		}

	},

	BRAVE("Brave", "the dependency io.micrometer:micrometer-tracing-bridge-brave") {

		@Override
		boolean isPresent(@Nullable ClassLoader classLoader) {
			return ClassUtils.isPresent("io.micrometer.tracing.brave.bridge.BraveTracer", classLoader) && ClassUtils
				.isPresent("org.springframework.boot.micrometer.tracing.brave.autoconfigure.BraveAutoConfiguration",
						classLoader);
		}

	};

	private final String description;

	private final String remedy;

	OtherTracer(String description, String remedy) {
		this.description = description;
		this.remedy = remedy;
	}

	abstract boolean isPresent(@Nullable ClassLoader classLoader);

	String description() {
		return this.description;
	}

	/**
	 * What to remove so that this starter traces instead.
	 * @return a noun phrase
	 */
	String remedy() {
		return this.remedy;
	}

	static @Nullable OtherTracer find(@Nullable ClassLoader classLoader) {
		for (OtherTracer tracer : values()) {
			if (tracer.isPresent(classLoader)) {
				return tracer;
			}
		}
		return null;
	}

}

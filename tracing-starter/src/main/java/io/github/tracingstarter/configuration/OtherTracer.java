package io.github.tracingstarter.configuration;

import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import org.springframework.util.ClassUtils;
import org.springframework.util.ConcurrentReferenceHashMap;

/**
 * A tracer that does what this starter does. Two of them would create every span twice,
 * so the starter backs off entirely when one is found.
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

	BRAVE("Brave",
			"the dependency io.micrometer:micrometer-tracing-bridge-brave (part of spring-boot-starter-zipkin)") {

		@Override
		boolean isPresent(@Nullable ClassLoader classLoader) {
			return ClassUtils.isPresent("io.micrometer.tracing.brave.bridge.BraveTracer", classLoader) && ClassUtils
				.isPresent("org.springframework.boot.micrometer.tracing.brave.autoconfigure.BraveAutoConfiguration",
						classLoader);
		}

	};

	private static final Map<ClassLoader, Optional<OtherTracer>> FOUND = new ConcurrentReferenceHashMap<>(2,
			ConcurrentReferenceHashMap.ReferenceType.WEAK);

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
	 * Returns the dependency or option to remove so that this starter traces instead.
	 * @return a noun phrase
	 */
	String remedy() {
		return this.remedy;
	}

	/**
	 * Finds another tracer. The result is cached, because every condition of the starter
	 * asks, and a search that finds no class has looked into every jar.
	 * @param classLoader the application's class loader
	 * @return the tracer, or null if there is none
	 */
	static @Nullable OtherTracer find(@Nullable ClassLoader classLoader) {
		ClassLoader key = (classLoader != null) ? classLoader : ClassLoader.getSystemClassLoader();
		return FOUND.computeIfAbsent(key, (loader) -> Optional.ofNullable(look(classLoader))).orElse(null);
	}

	private static @Nullable OtherTracer look(@Nullable ClassLoader classLoader) {
		for (OtherTracer tracer : values()) {
			if (tracer.isPresent(classLoader)) {
				return tracer;
			}
		}
		return null;
	}

}

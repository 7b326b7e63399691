package io.github.tracingstarter.configuration;

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.PropertySourcesPlaceholdersResolver;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.core.env.PropertySource;
import org.springframework.util.ClassUtils;

/**
 * The decision whether the starter traces this application.
 *
 * @param off the property that switches it off, with its value, or null
 * @param other the tracer that makes it back off, or null
 */
record TracingState(@Nullable String off, @Nullable OtherTracer other) {

	/**
	 * The property source to which Boot 4.1 copies {@code OTEL_*} variables.
	 */
	static final String MAPPED_VARIABLES = "openTelemetryEnvironmentVariables";

	private static final String BOOTS_SWITCH = "management.opentelemetry.enabled";

	static TracingState of(Environment environment, @Nullable ClassLoader classLoader) {
		String off = off(environment, classLoader);
		return new TracingState(off, (off == null) ? OtherTracer.find(classLoader) : null);
	}

	private static @Nullable String off(Environment environment, @Nullable ClassLoader classLoader) {
		String off = off(environment);
		// Features that the build includes can be turned on when the application starts,
		// but Boot's own support consists of other beans.
		if (off != null && !(AheadOfTime.isProcessing() && !isBootsOwn(environment, classLoader))) {
			return off;
		}
		return Boolean.FALSE.equals(TrueOrFalse.find(environment, BOOTS_SWITCH)) ? BOOTS_SWITCH + " is false" : null;
	}

	private static @Nullable String off(Environment environment) {
		if (Boolean.FALSE.equals(TrueOrFalse.find(environment, "tracing.enabled"))) {
			return "tracing.enabled is false";
		}
		// Not left to Boot: with its switch off, spans are still created, with ids for
		// the log and for called services, and are only not sent.
		if (Boolean.TRUE.equals(TrueOrFalse.find(environment, "otel.sdk.disabled"))) {
			return "otel.sdk.disabled is true";
		}
		return null;
	}

	boolean isActive() {
		return this.off == null && this.other == null;
	}

	/**
	 * Returns whether Boot's own OpenTelemetry support would be there without this
	 * starter. Its modules do not show that, because they come with this starter. Nor
	 * does an endpoint, because the same properties and variables set it for this
	 * starter. The sign is the meter registry that
	 * {@code spring-boot-starter-opentelemetry} also brings, unless
	 * {@code management.opentelemetry.enabled} is set.
	 * @param environment the environment
	 * @param classLoader the class loader
	 * @return true if Boot's support is to be left as it is
	 */
	static boolean isBootsOwn(Environment environment, @Nullable ClassLoader classLoader) {
		Boolean said = said(environment);
		return (said != null) ? said
				: ClassUtils.isPresent("io.micrometer.registry.otlp.OtlpMeterRegistry", classLoader);
	}

	/**
	 * Returns whether the application asks for observations of a technology that require
	 * a library that comes with this starter. Nothing else tells whether the application
	 * would have the library without the starter.
	 * @param environment the environment
	 * @param name the prefix of the observations' names
	 * @return false if it does not ask for them
	 */
	static boolean isObserved(Environment environment, String name) {
		return Boolean.TRUE.equals(TrueOrFalse.find(environment, "management.observations.enable." + name));
	}

	/**
	 * Returns whether the application has set the switch of Boot's own support.
	 * @param environment the environment
	 * @return false if the property is not set
	 */
	static boolean isSaid(Environment environment) {
		return said(environment) != null;
	}

	private static @Nullable Boolean said(Environment environment) {
		if (!(environment instanceof ConfigurableEnvironment configurable)) {
			return null;
		}
		List<PropertySource<?>> sources = configurable.getPropertySources()
			.stream()
			.filter((source) -> !source.getName().equals(MAPPED_VARIABLES))
			.toList();
		return new Binder(ConfigurationPropertySources.from(sources), new PropertySourcesPlaceholdersResolver(sources))
			.bind(BOOTS_SWITCH, Boolean.class)
			.orElse(null);
	}

}

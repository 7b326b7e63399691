package io.github.tracingstarter.core;

import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanClassLoaderAware;
import org.springframework.boot.autoconfigure.AutoConfigurationImportFilter;
import org.springframework.boot.autoconfigure.AutoConfigurationMetadata;
import org.springframework.context.EnvironmentAware;
import org.springframework.core.env.Environment;
import org.springframework.util.ClassUtils;

/**
 * Takes out those of Boot's auto-configurations that are on the class path only because
 * this starter is. Boot's OTLP exporter always goes, as the export package has its own;
 * Boot's OpenTelemetry tracing and logging go when the starter is off or stands back,
 * unless the application configured them for itself.
 */
class TracingImportFilter implements AutoConfigurationImportFilter, EnvironmentAware, BeanClassLoaderAware {

	private static final String BOOT = "org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.";

	private static final String OTLP_EXPORT = BOOT + "otlp.OtlpTracingAutoConfiguration";

	private static final String TRACING = BOOT + "OpenTelemetryTracingAutoConfiguration";

	/** Has a thread of its own, even with nowhere to send log records to. */
	private static final String LOGGING = "org.springframework.boot.opentelemetry.autoconfigure.logging.OpenTelemetryLoggingAutoConfiguration";

	private static final Set<String> CONCERNED = Set.of(OTLP_EXPORT, TRACING, LOGGING);

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
			matches[i] = name == null || !CONCERNED.contains(name) || matches(name);
		}
		return matches;
	}

	private boolean matches(String name) {
		Environment env = this.environment;
		TracingState state = (env != null) ? TracingState.of(env, this.classLoader) : new TracingState(null, null);
		boolean boots = env != null && TracingState.isBootsOwn(env, this.classLoader);
		if (OTLP_EXPORT.equals(name)) {
			return !state.isActive() && boots;
		}
		return state.isActive() || boots || (state.other() == null && canBeDisabled());
	}

	/**
	 * Boot 4.1 can leave a tracer that does nothing to whoever injects one; before, the
	 * only way to be without threads is to be without the beans.
	 */
	private boolean canBeDisabled() {
		return ClassUtils.isPresent(
				"org.springframework.boot.opentelemetry.autoconfigure.ConditionalOnEnabledOpenTelemetry",
				this.classLoader);
	}

}

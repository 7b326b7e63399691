package io.github.tracingstarter.core;

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

	@Override
	public boolean[] match(@Nullable String[] autoConfigurationClasses, AutoConfigurationMetadata metadata) {
		Environment env = this.environment;
		TracingState state = (env != null) ? TracingState.of(env, this.classLoader) : new TracingState(null, null);
		boolean boots = env != null && TracingState.isBootsOwn(env, this.classLoader);
		boolean keepsSdk = state.isActive() || boots || (state.other() == null && canBeDisabled());
		boolean[] matches = new boolean[autoConfigurationClasses.length];
		for (int i = 0; i < matches.length; i++) {
			String name = autoConfigurationClasses[i];
			if (OTLP_EXPORT.equals(name)) {
				matches[i] = !state.isActive() && boots;
			}
			else if (TRACING.equals(name) || LOGGING.equals(name)) {
				matches[i] = keepsSdk;
			}
			else {
				matches[i] = true;
			}
		}
		return matches;
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

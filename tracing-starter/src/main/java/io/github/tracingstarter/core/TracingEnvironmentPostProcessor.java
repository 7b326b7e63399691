package io.github.tracingstarter.core;

import java.util.LinkedHashMap;
import java.util.Map;

import org.apache.commons.logging.Log;

import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.logging.DeferredLogFactory;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Adds property defaults as the last source, so that whatever the application sets, in
 * any dialect, wins. Says which other tracer made the starter stand back.
 */
class TracingEnvironmentPostProcessor implements EnvironmentPostProcessor, Ordered {

	static final String PROPERTY_SOURCE = "tracingStarterDefaults";

	private final Log logger;

	TracingEnvironmentPostProcessor(DeferredLogFactory logFactory) {
		this.logger = logFactory.getLog(TracingEnvironmentPostProcessor.class);
	}

	/**
	 * After Boot has mapped the {@code OTEL_*} variables and read the configuration
	 * files.
	 */
	@Override
	public int getOrder() {
		return Ordered.LOWEST_PRECEDENCE;
	}

	@Override
	public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
		if (environment.getPropertySources().contains(PROPERTY_SOURCE)) {
			return;
		}
		if (!environment.getProperty("tracing.enabled", Boolean.class, true)) {
			return;
		}
		OtherTracer other = OtherTracer.find(environment, application.getClassLoader());
		if (other != null) {
			this.logger.info("tracing-starter stands back: %s is present and traces this application. Remove %s to "
				.formatted(other.description(), other.remedy()) + "have the starter trace it instead");
			return;
		}
		environment.getPropertySources().addLast(new MapPropertySource(PROPERTY_SOURCE, defaults()));
	}

	private static Map<String, Object> defaults() {
		Map<String, Object> defaults = new LinkedHashMap<>();
		// The exporters log each failure with a stack trace; ours says it once, in a
		// line.
		defaults.put("logging.level.io.opentelemetry.exporter.internal", "off");
		return defaults;
	}

}

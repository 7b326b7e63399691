package io.github.tracingstarter.configuration;

import java.util.HashMap;
import java.util.Map;

import org.apache.commons.logging.Log;
import org.jspecify.annotations.Nullable;

import org.springframework.aot.AotDetector;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.logging.DeferredLogFactory;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;

/**
 * Adds property defaults as the last source, so that anything the application sets, in
 * whichever form, wins. Logs which other tracer makes the starter back off.
 */
class TracingEnvironmentPostProcessor implements EnvironmentPostProcessor, Ordered {

	static final String PROPERTY_SOURCE = "tracingStarterDefaults";

	/**
	 * The property source by which Boot adds trace ids to the log pattern if Micrometer
	 * Tracing is on the class path.
	 */
	private static final String LOG_CORRELATION = "logCorrelation";

	/**
	 * Silences two messages of the SDK. It logs that Boot closes it twice, once directly
	 * and once through its owner, which helps nobody. For each span of Micrometer's
	 * bridge it logs that the status has an empty description, which floods the log if
	 * everything is logged.
	 */
	private static final Map<String, Object> DEFAULTS = Map.of(
			"logging.level.io.opentelemetry.sdk.trace.SdkTracerProvider", "warn",
			"logging.level.io.opentelemetry.sdk.trace.SdkSpan", "info");

	/**
	 * If its OpenTelemetry module is on the class path, Boot would turn {@code OTEL_*}
	 * variables, including those for metrics, into its own properties.
	 */
	private static final String MAPPING = "management.opentelemetry.map-environment-variables";

	/**
	 * Spring observes JMS if a certain library is present, and the starter brings that
	 * library. Set if the starter is off and the application does not set it.
	 */
	private static final String JMS_OBSERVATIONS = "management.observations.enable.jms";

	private final Log logger;

	TracingEnvironmentPostProcessor(DeferredLogFactory logFactory) {
		this.logger = logFactory.getLog(TracingEnvironmentPostProcessor.class);
	}

	/**
	 * Runs after Boot has mapped the {@code OTEL_*} variables and read the configuration
	 * files.
	 */
	@Override
	public int getOrder() {
		return Ordered.LOWEST_PRECEDENCE;
	}

	@Override
	public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
		MutablePropertySources sources = environment.getPropertySources();
		if (sources.contains(PROPERTY_SOURCE)) {
			return;
		}
		TracingState state = TracingState.of(environment, application.getClassLoader());
		if (state.isActive()) {
			sources.addLast(new MapPropertySource(PROPERTY_SOURCE, defaults(application.getMainApplicationClass())));
			return;
		}
		if (state.other() != null) {
			this.logger.info("tracing-starter backs off: %s is present and traces this application. To use the starter "
				.formatted(state.other().description()) + "instead, remove " + state.other().remedy());
		}
		if (TracingState.isBootsOwn(environment, application.getClassLoader())) {
			sayWhatStays(environment, state);
			sources.addLast(new MapPropertySource(PROPERTY_SOURCE, Map.of(JMS_OBSERVATIONS, "false")));
		}
		else {
			leaveNothing(sources, OtherTracer.BRAVE.isPresent(application.getClassLoader()));
		}
	}

	private static Map<String, Object> defaults(@Nullable Class<?> mainClass) {
		Map<String, Object> defaults = new HashMap<>(DEFAULTS);
		if (mainClass != null) {
			defaults.put(ServiceName.MAIN_CLASS, mainClass.getName());
		}
		return defaults;
	}

	private void sayWhatStays(ConfigurableEnvironment environment, TracingState state) {
		if (!AotDetector.useGeneratedArtifacts() && !TracingState.isSaid(environment)) {
			this.logger.info("Spring Boot's own OpenTelemetry support stays on although %s, because the application "
				.formatted((state.other() != null) ? "tracing-starter backs off" : state.off())
					+ "has micrometer-registry-otlp (part of spring-boot-starter-opentelemetry). To turn it off, set "
					+ "management.opentelemetry.enabled=false");
		}
	}

	/**
	 * Undoes what Boot configures only because of our libraries. Boot's post-processors
	 * have the same order as this one, so they may or may not have run.
	 */
	private static void leaveNothing(MutablePropertySources sources, boolean brave) {
		Map<String, Object> defaults = new HashMap<>(Map.of(MAPPING, "false", JMS_OBSERVATIONS, "false"));
		sources.remove(TracingState.MAPPED_VARIABLES);
		if (!brave) {
			defaults.put(LoggingSystem.EXPECT_CORRELATION_ID_PROPERTY, "false");
		}
		MapPropertySource source = new MapPropertySource(PROPERTY_SOURCE, defaults);
		if (sources.contains(LOG_CORRELATION)) {
			sources.addBefore(LOG_CORRELATION, source);
		}
		else {
			sources.addLast(source);
		}
	}

}

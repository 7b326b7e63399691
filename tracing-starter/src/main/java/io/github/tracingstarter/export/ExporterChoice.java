package io.github.tracingstarter.export;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

import io.github.tracingstarter.configuration.BootTest;
import io.github.tracingstarter.configuration.InvalidTracingPropertyException;
import io.github.tracingstarter.configuration.NearestWord;

import org.springframework.core.env.Environment;
import org.springframework.util.ClassUtils;

/**
 * Determines which exporters are wanted. Called inside beans rather than by a condition,
 * because ahead-of-time processing freezes conditions, and the destination is not known
 * then.
 */
public final class ExporterChoice {

	private static final String KEY = "tracing.exporters";

	private static final String NONE = "none";

	private static final List<String> KNOWN = List.of("otlp", "zipkin", "console", NONE);

	/** Names of other exporters, with the correct setting. */
	private static final Map<String, String> OTHER_NAMES = Map.of("jaeger", "Jaeger takes OTLP: use 'otlp'.", "tempo",
			"Tempo takes OTLP: use 'otlp'.", "grpc", "Use 'otlp' with tracing.otlp.protocol=grpc.", "http",
			"Use 'otlp' with tracing.otlp.protocol=http.", "logging", "Use 'console'.", "stdout", "Use 'console'.");

	private static final String ZIPKIN_SENDER = "zipkin2.reporter.urlconnection.URLConnectionSender";

	private final List<String> names;

	private final Environment environment;

	ExporterChoice(ExportProperties properties, Environment environment) {
		this.names = properties.exporters();
		this.environment = environment;
	}

	/**
	 * Returns whether the application wants an exporter. Boot's switches also apply:
	 * {@code management.tracing.export.<name>.enabled}, or else
	 * {@code management.tracing.export.enabled}, which Boot sets to false in tests.
	 * @param name the name in {@code tracing.exporters}
	 * @return whether to create it
	 */
	public boolean includes(String name) {
		return this.names.contains(name) && isEnabledForBoot(name);
	}

	private boolean isEnabledForBoot(String name) {
		Boolean enabled = this.environment.getProperty("management.tracing.export.%s.enabled".formatted(name),
				Boolean.class);
		return (enabled != null) ? enabled : this.environment.getProperty("management.tracing.export.enabled",
				Boolean.class, !BootTest.isContext(this.environment));
	}

	static List<String> validate(List<String> exporters) {
		List<String> names = exporters.stream().map((name) -> name.trim().toLowerCase(Locale.ROOT)).toList();
		for (String name : names) {
			if (!KNOWN.contains(name)) {
				throw new InvalidTracingPropertyException(KEY, String.join(",", exporters),
						"there is no exporter '%s'".formatted(name),
						"%s The exporters are otlp, zipkin, console and none.".formatted(suggestion(name)));
			}
		}
		if (names.size() > 1 && names.contains(NONE)) {
			throw new InvalidTracingPropertyException(KEY, String.join(",", exporters),
					"it names other exporters besides 'none'", "Use 'none' alone or remove it.");
		}
		if (names.contains("zipkin") && !ClassUtils.isPresent(ZIPKIN_SENDER, ExporterChoice.class.getClassLoader())) {
			throw new InvalidTracingPropertyException(KEY, String.join(",", exporters),
					"Zipkin's sender is not on the class path",
					"Add the dependency io.zipkin.reporter2:zipkin-sender-urlconnection, which was excluded.");
		}
		return names;
	}

	private static String suggestion(String name) {
		TreeSet<String> candidates = new TreeSet<>(KNOWN);
		candidates.addAll(OTHER_NAMES.keySet());
		String nearest = NearestWord.to(name, candidates);
		String meaning = OTHER_NAMES.get(nearest);
		if (meaning == null) {
			return "Did you mean '%s'?".formatted(nearest);
		}
		return nearest.equals(name) ? meaning : "Did you mean '%s'? %s".formatted(nearest, meaning);
	}

}

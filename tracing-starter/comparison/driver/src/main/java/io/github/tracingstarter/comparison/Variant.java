package io.github.tracingstarter.comparison;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * The application with a tracer.
 *
 * @param name the name in the table
 * @param tracer the tracer, which determines the settings
 * @param jar the application
 * @param agent the agent that is attached
 * @param properties further system properties
 * @param flags further options of the JVM
 */
record Variant(String name, Tracer tracer, Path jar, @Nullable Path agent, Map<String, String> properties,
		List<String> flags) {

	static final String UNTRACED = "untraced";

	Variant(String name, Tracer tracer, Path jar, @Nullable Path agent, Map<String, String> properties) {
		this(name, tracer, jar, agent, properties, List.of());
	}

	/**
	 * Returns the variants that are compared by default.
	 * @param home the folder with the modules of the comparison
	 * @param subject the application
	 */
	static List<Variant> all(Path home, Subject subject) {
		Path untraced = jar(home, subject, UNTRACED);
		Path starter = jar(home, subject, "starter");
		List<Variant> variants = new ArrayList<>();
		variants.add(new Variant(UNTRACED, Tracer.NONE, untraced, null, Map.of()));
		variants.add(new Variant("starter", Tracer.STARTER, starter, null, Map.of()));
		if (subject == Subject.REACTIVE) {
			variants.add(new Variant("starter-no-hook", Tracer.STARTER, starter, null,
					Map.of("tracing.reactor.enabled", "false")));
		}
		variants.add(new Variant("launched", Tracer.STARTER, untraced,
				home.resolveSibling("agent/target/tracing/tracing/tracing-agent.jar"), Map.of()));
		variants.add(new Variant("boot", Tracer.BOOT, jar(home, subject, "boot"), null, Map.of()));
		variants
			.add(new Variant("otel-starter", Tracer.OPENTELEMETRY, jar(home, subject, "otel-starter"), null, Map.of()));
		variants.add(new Variant("agent", Tracer.OPENTELEMETRY, untraced,
				home.resolve("driver/target/opentelemetry-javaagent.jar"), Map.of()));
		return variants;
	}

	/**
	 * Returns the application that runs for hours, traced and untraced.
	 */
	static List<Variant> soak(Path home) {
		Path target = home.resolve("soak");
		return List.of(
				new Variant("starter", Tracer.STARTER, target.resolve("starter/target/comparison-soak-starter.jar"),
						null, Map.of()),
				new Variant(UNTRACED, Tracer.NONE, target.resolve("untraced/target/comparison-soak-untraced.jar"), null,
						Map.of()));
	}

	private static Path jar(Path home, Subject subject, String variant) {
		return home.resolve("%1$s/%2$s/target/comparison-%1$s-%2$s.jar".formatted(subject.optionName(), variant));
	}

	/**
	 * Parses the value of {@code --also}.
	 * @param text
	 * {@code name=jar[,tracer=none|starter|boot|opentelemetry][,agent=jar][,property=value...]}
	 */
	static Variant parse(String text) {
		Map<String, String> parts = new LinkedHashMap<>();
		String name = "";
		for (String part : text.split(",")) {
			int equals = part.indexOf('=');
			if (equals < 0) {
				throw new IllegalArgumentException("'%s' in '%s' is not of the form name=value".formatted(part, text));
			}
			String key = part.substring(0, equals);
			name = name.isEmpty() ? key : name;
			parts.put(key, part.substring(equals + 1));
		}
		Path jar = Path.of(parts.remove(name));
		Path agent = Optional.ofNullable(parts.remove("agent")).map(Path::of).orElse(null);
		String tracer = Optional.ofNullable(parts.remove("tracer")).orElse("starter").toUpperCase(Locale.ROOT);
		return new Variant(name, Tracer.valueOf(tracer), jar, agent, parts);
	}

	Variant with(Path other) {
		return new Variant(this.name, this.tracer, other, this.agent, this.properties, this.flags);
	}

	/**
	 * Returns the same variant under another name, with other properties.
	 */
	Variant with(String other, Map<String, String> settings) {
		return new Variant(other, this.tracer, this.jar, this.agent, settings, this.flags);
	}

	/**
	 * Returns the same variant under another name, with another archive and JVM options.
	 */
	Variant with(String other, Path archive, List<String> options) {
		return new Variant(other, this.tracer, archive, this.agent, this.properties, options);
	}

	boolean isTraced() {
		return this.tracer != Tracer.NONE;
	}

	/**
	 * Returns the JVM options for the tracer.
	 */
	List<String> jvmOptions(int receiver, double sampling, Queues queues, Set<Signal> signals) {
		List<String> options = new ArrayList<>(this.flags);
		if (this.agent != null) {
			options.add("-javaagent:" + this.agent);
		}
		Map<String, String> settings = new LinkedHashMap<>(this.tracer.settings(receiver, sampling, queues, signals));
		settings.putAll(this.properties);
		settings.forEach((key, value) -> options.add("-D%s=%s".formatted(key, value)));
		return options;
	}

}

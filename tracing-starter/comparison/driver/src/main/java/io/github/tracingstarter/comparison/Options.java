package io.github.tracingstarter.comparison;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * The options of the comparison.
 *
 * @param mode what is measured
 * @param subject the application
 * @param rounds how often it is done with fresh processes
 * @param warmUpSeconds how long each application is under load before it is measured, all
 * paths together
 * @param windows how often a round measures each path of each application
 * @param windowSeconds how long each of these takes
 * @param connections how many requests an application gets at a time
 * @param endpoints the paths
 * @param variants the application with each tracer; the first is the one that the others
 * are compared with
 * @param sampling the share of the traces that is recorded
 * @param signals the signals that the applications send
 * @param jvmOptions options of all applications; {@code {variant}} is replaced by the
 * variant's name
 * @param target where raw figures and logs are written
 * @param output where the table is written as well
 * @param minutes how long a soak takes
 * @param rates how many requests a second the traced and the untraced application get
 * during a soak
 */
record Options(Mode mode, Subject subject, int rounds, double warmUpSeconds, int windows, double windowSeconds,
		int connections, List<Endpoint> endpoints, List<Variant> variants, double sampling, Set<Signal> signals,
		List<String> jvmOptions, Path target, @Nullable Path output, double minutes, List<Double> rates) {

	static final String USAGE = """
			Options, each followed by its value:
			  --mode            cost, full-load, control, start-up, archives or soak (cost)
			  --application     servlet, reactive or kafka                           (servlet)
			  --rounds          how often it is done with fresh processes            (3; start-up, archives: 5; control: 1)
			  --warm-up         seconds of load on each application before           (32)
			  --windows         how often a round measures each path of each         (12; full-load: 2; control: 1)
			  --window-seconds  how long each of these takes                         (2; full-load, control: 10)
			  --connections     how many requests an application gets at a time      (4)
			  --paths           of ping,items,weather,complex,rows,lines; of
			                    reactive without the last two; of kafka: orders      (all but these two)
			  --variants        of untraced,starter,launched,boot,otel-starter,agent
			                    (launched: the packaged one with our agent), of
			                    reactive also starter-no-hook, and what --also adds;
			                    the first is what the others are compared with       (all)
			  --sampling        the share of the traces that is recorded             (1.0)
			  --signals         of traces,logs,metrics; traces always                (traces)
			  --jvm-options     of the applications, {variant} stands for the name   (-Xmx512m;
			                    soak: a heap of a fixed size, and tracking of native memory)
			  --starter-jar     another application for the variant `starter`
			  --also            a further variant, can be repeated:
			                    name=jar[,tracer=none|starter|boot|opentelemetry][,agent=jar][,property=value]
			  --output          a file for the table
			  --minutes         how long a soak takes                                (60)
			  --rates           requests a second of a soak, traced and untraced     (80,30)
			""";

	static Options parse(String[] args) {
		Map<String, String> given = new HashMap<>();
		List<Variant> also = new ArrayList<>();
		for (int i = 0; i < args.length; i += 2) {
			if (!args[i].startsWith("--") || i + 1 == args.length) {
				throw new IllegalArgumentException("'%s' is no option with a value".formatted(args[i]));
			}
			if (args[i].equals("--also")) {
				also.add(Variant.parse(args[i + 1]));
			}
			else {
				given.put(args[i].substring(2), args[i + 1]);
			}
		}
		Mode mode = Mode.of(take(given, "mode").orElse("cost"));
		Subject subject = Subject.of(take(given, "application").orElse("servlet"));
		Path driver = driver();
		Options options = new Options(mode, subject, take(given, "rounds").map(Integer::parseInt).orElse(mode.rounds()),
				take(given, "warm-up").map(Double::parseDouble).orElse(32.0),
				take(given, "windows").map(Integer::parseInt).orElse(mode.windows()),
				take(given, "window-seconds").map(Double::parseDouble).orElse(mode.windowSeconds()),
				take(given, "connections").map(Integer::parseInt).orElse(4),
				take(given, "paths").map((names) -> Arrays.stream(names.split(",")).map(Endpoint::of).toList())
					.orElse(subject.endpoints()),
				variants(
						(mode == Mode.SOAK) ? Variant.soak(driver.getParent())
								: Variant.all(driver.getParent(), subject),
						take(given, "starter-jar"), also, take(given, "variants")),
				take(given, "sampling").map(Double::parseDouble).orElse(1.0),
				Signal.parse(take(given, "signals").orElse("traces")),
				List.of(take(given, "jvm-options").orElse(mode.jvmOptions()).trim().split("\\s+")),
				driver.resolve("target"), take(given, "output").map(Path::of).orElse(null),
				take(given, "minutes").map(Double::parseDouble).orElse(60.0),
				Arrays.stream(take(given, "rates").orElse("80,30").split(",")).map(Double::valueOf).toList());
		if (!given.isEmpty()) {
			throw new IllegalArgumentException("unknown: " + given.keySet());
		}
		return options;
	}

	private static Optional<String> take(Map<String, String> given, String name) {
		return Optional.ofNullable(given.remove(name));
	}

	/** Returns the module of this class, which runs from its jar or its classes. */
	private static Path driver() {
		try {
			Path code = Path.of(Options.class.getProtectionDomain().getCodeSource().getLocation().toURI());
			return code.getParent().getParent();
		}
		catch (URISyntaxException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static List<Variant> variants(List<Variant> usual, Optional<String> starterJar, List<Variant> also,
			Optional<String> names) {
		List<Variant> known = new ArrayList<>();
		for (Variant variant : usual) {
			known.add(variant.tracer() == Tracer.STARTER
					? starterJar.map((jar) -> variant.with(Path.of(jar))).orElse(variant) : variant);
		}
		known.addAll(also);
		List<Variant> chosen = names
			.map((list) -> Arrays.stream(list.split(",")).map((name) -> named(known, name)).toList())
			.orElse(known);
		for (Variant variant : chosen) {
			if (!Files.exists(variant.jar())) {
				throw new IllegalArgumentException("%s is not built: %s".formatted(variant.name(), variant.jar()));
			}
		}
		return List.copyOf(chosen);
	}

	private static Variant named(List<Variant> known, String name) {
		return known.stream()
			.filter((variant) -> variant.name().equals(name))
			.findFirst()
			.orElseThrow(() -> new IllegalArgumentException("no variant '%s'".formatted(name)));
	}

	/**
	 * Returns the options for comparing other applications.
	 */
	Options with(List<Endpoint> others, List<Variant> applications) {
		return new Options(this.mode, this.subject, this.rounds, this.warmUpSeconds, this.windows, this.windowSeconds,
				this.connections, others, applications, this.sampling, this.signals, this.jvmOptions, this.target,
				this.output, this.minutes, this.rates);
	}

	/**
	 * Returns the application with our starter.
	 */
	Variant starter() {
		return named(this.variants, "starter");
	}

	Variant baseline() {
		return this.variants.get(0);
	}

}

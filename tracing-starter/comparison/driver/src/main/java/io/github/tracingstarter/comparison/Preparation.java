package io.github.tracingstarter.comparison;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The preparation of an application before it is started.
 */
enum Preparation {

	/** Nothing. */
	JAR,

	/** Unpacked by Spring Boot's own tool into an application with a class path. */
	EXTRACTED,

	/** Extracted, with an archive of the classes of an earlier run. */
	CDS("-XX:ArchiveClassesAtExit=", "-XX:SharedArchiveFile=", "jsa"),

	/** Extracted, with a JVM cache from an earlier run, on JDK 25. */
	AOT_CACHE("-XX:AOTCacheOutput=", "-XX:AOTCache=", "aot");

	private static final int REQUESTS = 50;

	/** Writing the loaded classes takes longer than stopping the application. */
	private static final int PATIENCE_SECONDS = 180;

	private final List<String> training;

	private final List<String> use;

	private final String suffix;

	Preparation() {
		this.training = List.of();
		this.use = List.of();
		this.suffix = "";
	}

	Preparation(String training, String use, String suffix) {
		this.training = List.of(training);
		this.use = List.of(use);
		this.suffix = suffix;
	}

	/**
	 * Returns those that this JVM, which also runs the applications, supports.
	 */
	static List<Preparation> possible() {
		return Arrays.stream(values())
			.filter((preparation) -> preparation != AOT_CACHE || Runtime.version().feature() >= 25)
			.toList();
	}

	String title() {
		return name().toLowerCase(Locale.ROOT).replace('_', ' ');
	}

	/**
	 * Prepares an application.
	 * @return the application to start
	 */
	Variant prepare(Variant variant, Options options, Backend backend, Cores cores)
			throws IOException, InterruptedException {
		String name = variant.name() + "-" + name().toLowerCase(Locale.ROOT);
		if (this == JAR) {
			return variant.with(name, variant.jar(), List.of());
		}
		Path folder = options.target().resolve("archives").resolve(name);
		Path jar = extract(variant, folder);
		if (this.training.isEmpty()) {
			return variant.with(name, jar, List.of());
		}
		Path archive = folder.resolve("application." + this.suffix);
		Files.deleteIfExists(archive);
		Application application = Application.start(variant.with(name, jar, with(this.training, archive)), options,
				Queues.DEFAULT, backend, cores);
		try {
			for (Endpoint endpoint : options.endpoints()) {
				application.load().run(endpoint, REQUESTS);
			}
		}
		finally {
			application.end(PATIENCE_SECONDS);
		}
		System.out.printf(Locale.ROOT, "%s: %s%n", name,
				Files.exists(archive) ? "an archive of %,d bytes".formatted(Files.size(archive))
						: "the JVM made no archive, its log says why");
		return variant.with(name, jar, with(this.use, archive));
	}

	private static List<String> with(List<String> options, Path archive) {
		return options.stream().map((option) -> option + archive).toList();
	}

	private static Path extract(Variant variant, Path folder) throws IOException, InterruptedException {
		List<String> command = new ArrayList<>(
				List.of(ProcessHandle.current().info().command().orElse("java"), "-Djarmode=tools", "-jar",
						variant.jar().toString(), "extract", "--force", "--destination", folder.toString()));
		Process process = new ProcessBuilder(command).inheritIO().start();
		if (process.waitFor() != 0) {
			throw new IOException("could not be extracted: " + variant.jar());
		}
		return folder.resolve(variant.jar().getFileName());
	}

}

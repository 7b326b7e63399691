package io.github.tracingstarter.agent;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/**
 * The starter and its dependencies, in a folder for each minor version of Spring Boot.
 */
final class Libraries {

	private static final String STARTER = "tracing-starter";

	private final Path folder;

	/**
	 * Creates an instance.
	 * @param folder the folder whose subfolders are named after minor versions, such as
	 * 4.1
	 */
	Libraries(Path folder) {
		this.folder = folder;
	}

	/**
	 * Returns the libraries that an application lacks.
	 * @param files the names of the files of its libraries
	 * @return the libraries to append to its own; empty if it has the starter
	 * @throws UntraceableException if it cannot be traced
	 */
	List<Path> lackedBy(Collection<String> files) throws UntraceableException {
		List<Library> own = files.stream().map(Library::of).filter(Objects::nonNull).toList();
		if (own.stream().anyMatch((library) -> library.artifact().equals(STARTER))) {
			return List.of();
		}
		Library boot = own.stream()
			.filter((library) -> library.artifact().equals("spring-boot"))
			.findFirst()
			.orElseThrow(() -> new UntraceableException("there is no Spring Boot among its libraries"));
		return lacking(own, line(boot));
	}

	private Path line(Library boot) throws UntraceableException {
		String line = boot.major() + "." + boot.minor();
		if (lines().contains(line)) {
			return this.folder.resolve(line);
		}
		throw untraceable(boot.version());
	}

	/**
	 * Returns the reason why an application on another minor version of Spring Boot is
	 * not traced.
	 */
	UntraceableException untraceable(String boot) {
		List<String> lines = lines();
		return new UntraceableException("it is built on Spring Boot %s, and there are libraries for %s".formatted(boot,
				lines.isEmpty() ? "none in " + this.folder : String.join(" and ", lines)));
	}

	private List<String> lines() {
		try (Stream<Path> folders = Files.list(this.folder)) {
			return folders.map((path) -> path.getFileName().toString()).sorted().toList();
		}
		catch (IOException ex) {
			return List.of();
		}
	}

	private static List<Path> lacking(List<Library> own, Path line) throws UntraceableException {
		Set<String> artifacts = new HashSet<>();
		Map<String, Library> families = new HashMap<>();
		for (Library library : own) {
			artifacts.add(library.artifact());
			families.putIfAbsent(library.family(), library);
		}
		List<Path> lacking = new ArrayList<>();
		for (Path file : jars(line)) {
			Library library = Library.of(file.getFileName().toString());
			if (library == null) {
				lacking.add(file);
				continue;
			}
			Library relative = families.get(library.family());
			if (relative != null && relative.isOlderThan(library)) {
				throw new UntraceableException(
						"it has %s, and the starter needs %s or newer".formatted(relative, library));
			}
			if (!artifacts.contains(library.artifact())) {
				lacking.add(file);
			}
		}
		if (lacking.stream().noneMatch((file) -> file.getFileName().toString().startsWith(STARTER + "-"))) {
			throw new UntraceableException("there is no %s in %s".formatted(STARTER, line));
		}
		return lacking;
	}

	/**
	 * Opens all libraries or none, because an incompletely copied one would leave an
	 * application with half of them.
	 * @param files the libraries
	 * @return the open libraries
	 * @throws UntraceableException if one cannot be read
	 */
	static List<JarFile> open(List<Path> files) throws UntraceableException {
		List<JarFile> jars = new ArrayList<>();
		for (Path file : files) {
			try {
				jars.add(new JarFile(file.toFile()));
			}
			catch (IOException ex) {
				throw new UntraceableException("%s cannot be read (%s)".formatted(file, ex));
			}
		}
		return jars;
	}

	private static List<Path> jars(Path line) {
		try (Stream<Path> files = Files.list(line)) {
			return files.filter((file) -> file.getFileName().toString().endsWith(".jar"))
				.sorted(Comparator.comparing(Path::getFileName))
				.toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}

package io.github.tracingstarter.ui.traces;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * Finds the source files of classes that run from the folders of a build, so that an
 * editor can open them. The source folders are derived from the folder of a class, so
 * that each module of an application has its own. A class in a jar, as in production, has
 * none.
 */
final class SourceFiles {

	private static final int MOST_KNOWN = 10_000;

	/** Restricted, because names come from spans that anyone may have sent. */
	private static final Pattern CLASS = Pattern.compile("[\\w$]+(\\.[\\w$]+)*", Pattern.UNICODE_CHARACTER_CLASS);

	private static final Pattern FILE = Pattern.compile("(?:.*/)?([\\w$-]+\\.(?:java|kt|groovy|scala))",
			Pattern.UNICODE_CHARACTER_CLASS);

	/**
	 * The folders in which Maven, Gradle, Eclipse and IntelliJ IDEA put the classes of a
	 * source set.
	 */
	private static final List<Pattern> CLASS_FOLDERS = List.of(
			Pattern.compile("(?<module>.*)/target/(?<set>test-)?classes"),
			Pattern.compile("(?<module>.*)/build/classes/\\w+/(?<set>\\w+)"),
			Pattern.compile("(?<module>.*)/bin/(?<set>main|test)"),
			Pattern.compile("(?<module>.*)/out/(?<set>production|test)/classes"));

	private static final List<String> LANGUAGES = List.of("java", "kotlin", "groovy", "scala");

	private final Map<String, Optional<String>> known = new ConcurrentHashMap<>();

	private final @Nullable ClassLoader classLoader;

	/**
	 * Creates the finder.
	 * @param classLoader the class loader of the application, or null if paths must not
	 * be revealed
	 */
	SourceFiles(@Nullable ClassLoader classLoader) {
		this.classLoader = classLoader;
	}

	/**
	 * Adds the paths of the source files to all code locations in a response: to call
	 * sites, and to the application's own frames.
	 * @param json the values by name, which can be written as JSON
	 * @return the values with the paths
	 */
	Map<String, Object> addTo(Map<String, Object> json) {
		if (this.classLoader != null) {
			visit(json);
		}
		return json;
	}

	private void visit(@Nullable Object value) {
		if (value instanceof List<?> values) {
			values.forEach(this::visit);
		}
		else if (value instanceof Map<?, ?> map) {
			if (map.get("file") instanceof String file) {
				addPath(map, file);
			}
			else {
				map.values().forEach(this::visit);
			}
		}
	}

	@SuppressWarnings("unchecked")
	private void addPath(Map<?, ?> place, String file) {
		String className = (place.get("className") instanceof String name) ? name
				: (place.get("function") instanceof String function && function.indexOf('.') > 0)
						? function.substring(0, function.lastIndexOf('.')) : null;
		String path = (className != null && !Boolean.FALSE.equals(place.get("app"))) ? find(className, file) : null;
		if (path != null) {
			((Map<String, Object>) place).put("path", path);
		}
	}

	/**
	 * Finds the source file of a class.
	 * @param className the name of the class
	 * @param file the name of the file
	 * @return its path, with slashes, or null
	 */
	@Nullable String find(String className, String file) {
		String key = className + ' ' + file;
		Optional<String> path = this.known.get(key);
		if (path == null) {
			path = Optional.ofNullable(search(className, file));
			if (this.known.size() < MOST_KNOWN) {
				this.known.put(key, path);
			}
		}
		return path.orElse(null);
	}

	private @Nullable String search(String className, String file) {
		Matcher name = FILE.matcher(file);
		if (this.classLoader == null || !CLASS.matcher(className).matches() || !name.matches()) {
			return null;
		}
		try {
			URL classFile = this.classLoader.getResource(className.replace('.', '/') + ".class");
			if (classFile == null || !"file".equals(classFile.getProtocol())) {
				return null;
			}
			Path folder = Path.of(classFile.toURI());
			for (int i = 0; i < className.split("\\.").length; i++) {
				folder = folder.getParent();
			}
			int end = className.lastIndexOf('.');
			String packageName = (end > 0) ? className.substring(0, end) : "";
			return sourceFolders(folder).stream()
				.flatMap((sources) -> candidates(sources, packageName, name.group(1)))
				.findFirst()
				.map((path) -> path.toString().replace('\\', '/'))
				.orElse(null);
		}
		catch (URISyntaxException | RuntimeException ex) {
			return null;
		}
	}

	/**
	 * Returns the source folders of a class folder.
	 * @param classes the class folder
	 * @return the folders that exist
	 */
	static List<Path> sourceFolders(Path classes) {
		List<Path> folders = new ArrayList<>();
		String path = classes.toString().replace('\\', '/');
		for (Pattern pattern : CLASS_FOLDERS) {
			Matcher matcher = pattern.matcher(path);
			if (folders.isEmpty() && matcher.matches()) {
				String set = matcher.group("set");
				String sources = (set == null || set.equals("production")) ? "main"
						: set.equals("test-") ? "test" : set;
				Path source = Path.of(matcher.group("module"), "src", sources);
				LANGUAGES.stream().map(source::resolve).filter(Files::isDirectory).forEach(folders::add);
			}
		}
		return folders;
	}

	/**
	 * Returns the possible paths of a source file. Kotlin projects often omit the folders
	 * of the package that all files have in common.
	 */
	private static Stream<Path> candidates(Path sources, String packageName, String file) {
		Path exact = sources.resolve(packageName.replace('.', '/')).resolve(file);
		if (!file.endsWith(".kt") || Files.isRegularFile(exact)) {
			return Stream.of(exact).filter(Files::isRegularFile);
		}
		List<Path> shorter = new ArrayList<>();
		for (String rest = packageName; !rest.isEmpty();) {
			int dot = rest.indexOf('.');
			rest = (dot >= 0) ? rest.substring(dot + 1) : "";
			shorter.add(sources.resolve(rest.replace('.', '/')).resolve(file));
		}
		return shorter.stream().filter(Files::isRegularFile).filter((path) -> isOf(packageName, path));
	}

	private static boolean isOf(String packageName, Path file) {
		try (Stream<String> lines = Files.lines(file)) {
			return lines.limit(200).anyMatch((line) -> line.strip().equals("package " + packageName));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}

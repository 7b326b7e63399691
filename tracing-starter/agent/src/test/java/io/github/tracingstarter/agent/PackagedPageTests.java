package io.github.tracingstarter.agent;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Runs the commands of {@code docs/packaged.md} as they are, with folders in place of
 * images and volumes.
 */
class PackagedPageTests extends PackagedShop {

	private static final Pattern BLOCK = Pattern.compile("```(\\w*)\n(.*?)```", Pattern.DOTALL);

	private String page;

	@BeforeEach
	void read() throws IOException {
		this.page = Files.readString(Path.of("../../docs/packaged.md"));
	}

	@Test
	void theScript() throws Exception {
		Files.createSymbolicLink(folder().resolve("tracing"), DISTRIBUTION);
		Files.createSymbolicLink(folder().resolve("shop.jar"), APPLICATION);
		assertTraced(shell(block("tracing/bin/tracing run"), variables()));
	}

	@Test
	void theFlag() throws Exception {
		Files.createSymbolicLink(folder().resolve("tracing"), DISTRIBUTION);
		Files.createSymbolicLink(folder().resolve("shop.jar"), APPLICATION);
		assertTraced(shell(block("java -javaagent:tracing/"), variables()));
	}

	@Test
	void anImage() throws Exception {
		Path root = folder().resolve("image");
		Map<String, String> variables = variables();
		Files.createSymbolicLink(folder().resolve("tracing"), DISTRIBUTION);
		for (String line : block("FROM shop").split("\n")) {
			String[] words = line.split(" ", 3);
			switch (words[0]) {
				case "FROM" -> assertThat(words[1]).isEqualTo("shop:1.0");
				case "COPY" -> copy(folder().resolve(words[1]).toRealPath(), root.resolve(words[2].substring(1)));
				case "ENV" -> Pattern.compile("(\\w+)=\"([^\"]*)\"")
					.matcher(line)
					.results()
					.forEach((match) -> variable(variables, match.group(1),
							match.group(2).replace("/opt/", root + "/opt/")));
				default -> throw new AssertionError(line);
			}
		}
		assertThat(variables).containsOnlyKeys("PATH", "JAVA_TOOL_OPTIONS", "TRACING_OTLP_ENDPOINT",
				"TRACING_SERVICE_NAME", "TRACING_BATCH_SCHEDULE_DELAY");
		assertTraced(shell("java -jar " + APPLICATION, variables));
	}

	@Test
	void aPodWithAnInitContainer() throws Exception {
		Map<String, Object> pod = map(new Yaml().load(block("spec:")), "spec");
		Map<String, Path> volumes = new TreeMap<>();
		for (Map<String, Object> volume : list(pod, "volumes")) {
			assertThat(volume).containsOnlyKeys("name", "emptyDir");
			volumes.put((String) volume.get("name"),
					Files.createDirectories(folder().resolve("volumes/" + volume.get("name"))));
		}
		for (Map<String, Object> container : list(pod, "initContainers")) {
			// The image has the distribution at the place that its comment names.
			assertThat(this.page)
				.contains("image: %s # FROM busybox, COPY tracing /tracing\n".formatted(container.get("image")));
			List<String> command = new ArrayList<>();
			for (Object word : (List<?>) container.get("command")) {
				command.add(((String) word).startsWith("/tracing/")
						? ((String) word).replaceFirst("/tracing", DISTRIBUTION.toString())
						: inVolume((String) word, container, volumes));
			}
			try (Launched process = Launched.start(folder(), command.toArray(String[]::new))) {
				assertThat(process.exitCode()).as(process.output()).isZero();
			}
		}
		List<Map<String, Object>> containers = list(pod, "containers");
		assertThat(containers).hasSize(1);
		Map<String, String> variables = variables();
		for (Map<String, Object> variable : list(containers.get(0), "env")) {
			variable(variables, (String) variable.get("name"),
					inVolume((String) variable.get("value"), containers.get(0), volumes));
		}
		assertThat(variables).containsOnlyKeys("PATH", "JAVA_TOOL_OPTIONS", "TRACING_OTLP_ENDPOINT",
				"TRACING_SERVICE_NAME", "TRACING_BATCH_SCHEDULE_DELAY");
		assertThat(list(containers.get(0), "volumeMounts"))
			.allSatisfy((mount) -> assertThat(mount).containsEntry("readOnly", true));
		Path volume = volumes.get("tracing");
		try {
			permit(volume, "r-xr-xr-x");
			Map<String, Long> before = files(volume);
			assertTraced(shell("java -jar " + APPLICATION, variables));
			// The superuser can still write, but nothing was written.
			assertThat(files(volume)).isEqualTo(before).isNotEmpty();
		}
		finally {
			permit(volume, "rwxr-xr-x");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "java -Dloader.path=/opt/tracing/libraries/4.1 -cp shop.jar ", "LOADER_PATH=",
			"unzip -q shop.jar", "java -Djarmode=tools -jar shop.jar extract --launcher" })
	void propertiesLauncherInAJar(String start) throws Exception {
		Files.createSymbolicLink(folder().resolve("shop.jar"), APPLICATION);
		assertTraced(shell(block(start), variables()));
	}

	@Test
	void propertiesLauncherInAWar() throws Exception {
		war();
		assertTraced(shell(block("java -Dloader.path=/opt/tracing/libraries/4.1,WEB-INF/classes"), variables()));
	}

	@Test
	void allThatIsOnThePageIsTried() {
		assertThat(BLOCK.matcher(this.page).results()).hasSize(9);
	}

	/** Returns the lines of the block that begins with a text. */
	private String block(String start) {
		List<String> blocks = BLOCK.matcher(this.page)
			.results()
			.map((match) -> match.group(2))
			.filter((text) -> text.startsWith(start))
			.toList();
		assertThat(blocks).as(start).hasSize(1);
		return blocks.get(0);
	}

	/** Runs lines of the page, with the actual folder of the distribution. */
	private Launched shell(String lines, Map<String, String> variables) throws IOException {
		String script = lines.strip().replace("/opt/tracing/libraries", DISTRIBUTION + "/libraries");
		int last = script.lastIndexOf("java ");
		script = "set -e\n" + script.substring(0, last) + "java " + String.join(" ", QUICKLY)
				+ script.substring(last + "java".length()) + " --server.port=" + port();
		return Launched.start(folder(), variables, "bash", "-c", script);
	}

	/**
	 * Returns the variables that the page describes in words, and those that make a test
	 * quick.
	 */
	private static Map<String, String> variables() {
		Map<String, String> variables = new LinkedHashMap<>();
		variables.put("PATH", pathWithJava());
		variables.put("TRACING_SERVICE_NAME", "shop");
		variables.put("TRACING_OTLP_ENDPOINT", collector());
		variables.put("TRACING_BATCH_SCHEDULE_DELAY", "100ms");
		return variables;
	}

	private static void variable(Map<String, String> variables, String name, String value) {
		if (name.equals("TRACING_OTLP_ENDPOINT")) {
			assertThat(value).isEqualTo("http://collector:4317");
			return;
		}
		variables.put(name, value);
	}

	/**
	 * Returns the text with the folder of the volume in place of its mount point.
	 */
	private static String inVolume(String text, Map<String, Object> container, Map<String, Path> volumes) {
		String replaced = text;
		for (Map<String, Object> mount : list(container, "volumeMounts")) {
			replaced = replaced.replace((String) mount.get("mountPath"), volumes.get(mount.get("name")).toString());
		}
		return replaced;
	}

	private static Map<String, Long> files(Path folder) throws IOException {
		Map<String, Long> files = new TreeMap<>();
		visit(folder, (path) -> files.put(folder.relativize(path).toString(),
				Files.isDirectory(path) ? -1 : Files.getLastModifiedTime(path).toMillis() + Files.size(path)));
		return files;
	}

	private static void permit(Path folder, String permissions) throws IOException {
		visit(folder, (path) -> Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions)));
	}

	private static void visit(Path folder, Visit visit) throws IOException {
		Files.walkFileTree(folder, new SimpleFileVisitor<>() {

			@Override
			public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes) throws IOException {
				visit.visit(path);
				return FileVisitResult.CONTINUE;
			}

			@Override
			public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) throws IOException {
				visit.visit(path);
				return FileVisitResult.CONTINUE;
			}

		});
	}

	@SuppressWarnings("unchecked")
	private static List<Map<String, Object>> list(Map<String, Object> parent, String name) {
		return (List<Map<String, Object>>) parent.get(name);
	}

	@SuppressWarnings("unchecked")
	private static Map<String, Object> map(Map<String, Object> parent, String name) {
		return (Map<String, Object>) parent.get(name);
	}

	private interface Visit {

		void visit(Path path) throws IOException;

	}

}

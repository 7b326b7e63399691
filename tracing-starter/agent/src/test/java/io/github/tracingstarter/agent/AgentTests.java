package io.github.tracingstarter.agent;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application without tracing, packaged in every possible way and started by the
 * script.
 */
class AgentTests extends PackagedShop {

	@Test
	void anExecutableJar() throws Exception {
		assertTraced(run("java", "-jar", APPLICATION.toString()));
	}

	@Test
	void anExecutableJarOfSpringBoot40() throws Exception {
		assertTraced(run("java", "-jar", System.getProperty("test.application-4.0")));
	}

	@Test
	void anExecutableWar() throws Exception {
		assertTraced(run("java", "-jar", war().toString()));
	}

	@Test
	void anExplodedJarWithItsLauncher() throws Exception {
		unpack(APPLICATION, folder());
		assertTraced(run("java", "org.springframework.boot.loader.launch.JarLauncher"));
	}

	@Test
	void anExplodedJarWithoutALauncher() throws Exception {
		unpack(APPLICATION, folder());
		assertTraced(run("java", "-cp", "BOOT-INF/classes:BOOT-INF/lib/*",
				"io.github.tracingstarter.agent.application.Shop"));
	}

	@Test
	void anExtractedJar() throws Exception {
		try (Launched extraction = Launched.start(folder(), JAVA, "-Djarmode=tools", "-jar", APPLICATION.toString(),
				"extract", "--destination", "extracted")) {
			assertThat(extraction.exitCode()).isZero();
		}
		assertTraced(run("java", "-jar", "extracted/" + APPLICATION.getFileName()));
	}

	@Test
	void theToolsOfAnExecutableJarWorkAsBefore() throws Exception {
		try (Launched tools = tracing("run", "java", "-Djarmode=tools", "-jar", APPLICATION.toString(),
				"list-layers")) {
			assertThat(tools.exitCode()).isZero();
			assertThat(tools.output()).isEqualTo("""
					dependencies
					spring-boot-loader
					snapshot-dependencies
					application
					""");
		}
	}

	@Test
	void theJvmIsToldByAVariable() throws Exception {
		Map<String, String> variables = new HashMap<>();
		variables.put("JAVA_TOOL_OPTIONS", "-javaagent:" + DISTRIBUTION.resolve("tracing-agent.jar"));
		variables.put("TRACING_OTLP_ENDPOINT", collector());
		variables.put("TRACING_SERVICE_NAME", "shop");
		assertTraced(
				Launched.start(folder(), variables, JAVA, "-jar", APPLICATION.toString(), "--server.port=" + port()));
	}

	@Test
	void aScriptThatStartsJava() throws Exception {
		Path script = folder().resolve("start shop.sh");
		Files.writeString(script, "#!/bin/sh\nexec %s -jar %s \"$@\"\n".formatted(JAVA, APPLICATION));
		assertThat(script.toFile().setExecutable(true)).isTrue();
		assertTraced(run(script.toString()));
	}

	@Test
	void theFolderIsMountedElsewhereAndTheScriptIsALink() throws Exception {
		Path mounted = folder().resolve("opt/my tracing");
		copy(DISTRIBUTION, mounted);
		Path link = Files.createSymbolicLink(folder().resolve("tracing"), mounted.resolve("bin/tracing"));
		List<String> command = new ArrayList<>(List.of(link.toString(), "run"));
		command.addAll(options());
		command.addAll(List.of("--", "java", "-jar", APPLICATION.toString(), "--server.port=" + port()));
		assertTraced(Launched.start(folder(), command.toArray(String[]::new)));
	}

	@Test
	void argumentsOfTheApplicationArriveAsTheyAre() throws Exception {
		try (Launched application = run("java", "-jar", APPLICATION.toString(), "--shop.stock=a  'b' \"c\" $d *")) {
			assertThat(application.get(port(), "/stock")).isEqualTo("a  'b' \"c\" $d *");
		}
	}

	@Test
	void whatIsNoSpringBootApplicationRunsUntraced() throws Exception {
		try (Launched tool = tracing("run", "java", "-jar", tool("tool.jar").toString(), "3")) {
			assertThat(tool.exitCode()).isEqualTo(3);
			assertThat(tool.output()).isEqualTo(
					"[tracing] The application runs untraced: there is no Spring Boot among its libraries\nworks\n");
		}
	}

	@Test
	void springBoot3RunsUntraced() throws Exception {
		try (Launched tool = tool(DISTRIBUTION, "spring-boot-3.5.8.jar", "tool.jar")) {
			assertThat(tool.exitCode()).isEqualTo(4);
			assertThat(tool.messages()).containsExactly("[tracing] The application runs untraced: it is built on "
					+ "Spring Boot 3.5.8, and there are libraries for 4.0 and 4.1");
		}
	}

	@Test
	void anApplicationWithAnOlderOpenTelemetryRunsUntraced() throws Exception {
		try (Launched tool = tool(DISTRIBUTION, "spring-boot-4.1.0.jar", "opentelemetry-api-1.40.0.jar", "tool.jar")) {
			assertThat(tool.exitCode()).isEqualTo(4);
			assertThat(tool.messages()).singleElement()
				.asString()
				.matches("\\[tracing] The application runs untraced: it has opentelemetry-api 1\\.40\\.0, and the "
						+ "starter needs opentelemetry-api 1\\.\\d+\\.\\d+ or newer");
		}
	}

	@Test
	void anApplicationWithTheStarterNeedsNoLibraries() throws Exception {
		try (Launched tool = tool(DISTRIBUTION, "spring-boot-4.1.0.jar", "tracing-starter-0.1.0.jar", "tool.jar")) {
			assertThat(tool.exitCode()).isEqualTo(4);
			assertThat(tool.messages()).isEmpty();
		}
	}

	@Test
	void anExecutableJarOfSpringBoot3RunsUntraced() throws Exception {
		Path archive = repackage("old.jar", (attributes) -> {
		}, (name) -> name.replaceFirst("/spring-boot-4\\.[0-9.]+\\.jar$", "/spring-boot-3.5.8.jar"));
		assertUntraced(run("java", "-jar", archive.toString()),
				"it is built on Spring Boot 3.5.8, and there are libraries for 4.0 and 4.1");
	}

	@Test
	void anExecutableJarOfATimeWithAnotherLauncherRunsUntraced() throws Exception {
		Path archive = folder().resolve("old.jar");
		Manifest manifest = new Manifest();
		manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
		manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, "org.springframework.boot.loader.JarLauncher");
		manifest.getMainAttributes().putValue("Spring-Boot-Version", "2.7.18");
		try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(archive), manifest)) {
			jar.putNextEntry(new ZipEntry("empty"));
		}
		try (Launched old = run("java", "-jar", archive.toString())) {
			assertThat(old.exitCode()).isEqualTo(1);
			assertThat(old.messages()).containsExactly("[tracing] The application runs untraced: it is built on "
					+ "Spring Boot 2.7.18, and there are libraries for 4.0 and 4.1");
			// The archive has no launcher, so this is the message of the JVM.
			assertThat(old.output()).contains("Could not find or load main class");
		}
	}

	@Test
	void aDistributionWithoutLibraries() throws Exception {
		Path home = distribution();
		delete(home.resolve("libraries"));
		assertUntraced(run(home, "java", "-jar", APPLICATION.toString()), "it is built on Spring Boot "
				+ "4.1.0, and there are libraries for none in " + home.resolve("libraries"));
	}

	@Test
	void aDistributionWithoutTheStarter() throws Exception {
		Path home = distribution();
		delete(starter(home));
		assertUntraced(run(home, "java", "-jar", APPLICATION.toString()),
				"there is no tracing-starter in " + home.resolve("libraries/4.1"));
	}

	@Test
	void aDistributionThatWasNotCopiedToItsEnd() throws Exception {
		Path home = distribution();
		Path starter = starter(home);
		Files.write(starter, Arrays.copyOf(Files.readAllBytes(starter), 100_000));
		String reason = starter + " cannot be read (java.util.zip.ZipException: zip END header not found)";
		assertUntraced(run(home, "java", "-jar", APPLICATION.toString()), reason);
		try (Launched tool = tool(home, "spring-boot-4.1.0.jar", "tool.jar")) {
			assertThat(tool.exitCode()).isEqualTo(4);
			assertThat(tool.messages()).containsExactly("[tracing] The application runs untraced: " + reason);
		}
	}

	@Test
	void aDistributionWithoutTheAgent() throws Exception {
		Path home = distribution();
		Files.delete(home.resolve("tracing-agent.jar"));
		try (Launched tool = tracing(home, "run", "--debug", "java", "-jar", tool("tool.jar").toString(), "3")) {
			assertThat(tool.exitCode()).isEqualTo(3);
			assertThat(tool.output()).isEqualTo(
					"tracing: the application runs untraced: there is no " + home + "/tracing-agent.jar\nworks\n");
		}
	}

	@Test
	void aFileThatIsNotThere() throws Exception {
		try (Launched missing = tracing("run", "java", "-jar", "lost.jar")) {
			assertThat(missing.exitCode()).isEqualTo(1);
			assertThat(missing.output()).contains("Unable to access jarfile lost.jar");
		}
	}

	@Test
	void noJava() throws Exception {
		try (Launched missing = Launched.start(folder(), Map.of("PATH", path("sh", "dirname", "readlink")),
				DISTRIBUTION.resolve("bin/tracing").toString(), "run", "java", "-jar", "lost.jar")) {
			assertThat(missing.exitCode()).isEqualTo(127);
			assertThat(missing.output()).isEqualTo("tracing: 'java' was not found\n");
		}
	}

	@Test
	void wrongOptions() throws Exception {
		assertUsage("there is no command 'walk'", "walk");
		assertUsage("there is no option '--wrong'", "run", "--wrong", "java");
		assertUsage("there is no command to run, such as: java -jar application.jar", "run");
		assertUsage("there is no command to run, such as: java -jar application.jar", "run", "--");
		assertUsage("--service-name wants a value", "run", "--service-name");
		assertUsage("--service-name wants a value", "run", "--service-name", "--", "java");
		assertUsage("--service-name wants a value", "run", "--service-name", "", "java");
		assertUsage("--service-name wants a value", "run", "--service-name=", "java");
		assertUsage("--otlp-endpoint wants a value", "run", "--otlp-endpoint", "--debug", "java");
		assertUsage("'--tracing.enabled' is to be written --tracing.enabled=VALUE", "run", "--tracing.enabled", "java");
		assertUsage("there is no command to run, such as: java -jar application.jar", "run", "--debug");
	}

	@Test
	void aSignalReachesTheApplication() throws Exception {
		try (Launched application = run("java", "-jar", APPLICATION.toString())) {
			application.get(port(), "/stock");
			application.process().destroy();
			assertThat(application.exitCode()).isEqualTo(143);
			assertThat(application.output()).contains("Graceful shutdown complete");
		}
		assertThat(tree()).isEqualTo("GET /stock\n");
	}

	private void assertUsage(String message, String... arguments) throws Exception {
		try (Launched script = tracing(arguments)) {
			assertThat(script.exitCode()).isEqualTo(2);
			assertThat(script.output()).isEqualTo("tracing: %s\nTry: tracing --help\n".formatted(message));
		}
	}

	/**
	 * Runs a program that prints a word and exits, with files on its class path that have
	 * names but no content.
	 */
	private Launched tool(Path distribution, String... names) throws IOException {
		for (String name : names) {
			if (!name.equals("tool.jar")) {
				try (OutputStream file = Files.newOutputStream(folder().resolve(name));
						JarOutputStream jar = new JarOutputStream(file)) {
					jar.putNextEntry(new ZipEntry("empty"));
				}
			}
		}
		tool("tool.jar");
		return tracing(distribution, "run", "java", "-cp", String.join(":", names), Tool.class.getName(), "4");
	}

	private Path tool(String name) throws IOException {
		Manifest manifest = new Manifest();
		manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
		manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, Tool.class.getName());
		Path file = folder().resolve(name);
		try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(file), manifest)) {
			String type = Tool.class.getName().replace('.', '/') + ".class";
			jar.putNextEntry(new ZipEntry(type));
			Tool.class.getClassLoader().getResourceAsStream(type).transferTo(jar);
		}
		return file;
	}

	/** Returns a copy that a test may break. */
	private Path distribution() throws IOException {
		Path home = folder().resolve("broken");
		copy(DISTRIBUTION, home);
		return home;
	}

	private static Path starter(Path home) throws IOException {
		try (Stream<Path> files = Files.list(home.resolve("libraries/4.1"))) {
			return files.filter((file) -> file.getFileName().toString().startsWith("tracing-starter-"))
				.findFirst()
				.orElseThrow();
		}
	}

	private static void delete(Path path) throws IOException {
		try (Stream<Path> files = Files.walk(path)) {
			for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
				Files.delete(file);
			}
		}
	}

	private String path(String... commands) throws IOException {
		Path bin = Files.createDirectories(folder().resolve("bin"));
		for (String command : commands) {
			Path real = Stream.of("/bin", "/usr/bin")
				.map((directory) -> Path.of(directory, command))
				.filter(Files::exists)
				.findFirst()
				.orElseThrow();
			Files.createSymbolicLink(bin.resolve(command), real);
		}
		return bin.toString();
	}

	/**
	 * Not a Spring Boot application.
	 */
	static final class Tool {

		private Tool() {
		}

		public static void main(String[] args) {
			System.out.println("works");
			System.exit(Integer.parseInt(args[0]));
		}

	}

}

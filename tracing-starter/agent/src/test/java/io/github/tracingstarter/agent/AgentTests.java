package io.github.tracingstarter.agent;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;

import io.github.tracingstarter.testing.OtlpReceiver;
import io.github.tracingstarter.testing.Waiting;
import io.opentelemetry.proto.trace.v1.Span;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application that knows nothing of tracing, packaged in each way there is, started by
 * the script.
 */
class AgentTests {

	private static final Path DISTRIBUTION = Path.of(System.getProperty("test.distribution"));

	private static final Path APPLICATION = Path.of(System.getProperty("test.application"));

	private static final String TRACING = DISTRIBUTION.resolve("bin/tracing").toString();

	private static final String JAVA = Path.of(System.getProperty("java.home"), "bin", "java").toString();

	private static final String TREE = """
			GET /orders/{id}
			  GET /stock
			    GET /stock
			  SELECT information_schema.tables
			""";

	private static OtlpReceiver receiver;

	@TempDir
	private Path folder;

	private int port;

	@BeforeAll
	static void start() throws IOException {
		receiver = OtlpReceiver.start();
	}

	@AfterAll
	static void stop() {
		receiver.close();
	}

	@BeforeEach
	void reset() throws IOException {
		receiver.clear();
		this.port = Launched.freePort();
	}

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
		unpack(this.folder);
		assertTraced(run("java", "org.springframework.boot.loader.launch.JarLauncher"));
	}

	@Test
	void anExplodedJarWithoutALauncher() throws Exception {
		unpack(this.folder);
		assertTraced(run("java", "-cp", "BOOT-INF/classes:BOOT-INF/lib/*",
				"io.github.tracingstarter.agent.application.Shop"));
	}

	@Test
	void anExtractedJar() throws Exception {
		try (Launched extraction = Launched.start(this.folder, JAVA, "-Djarmode=tools", "-jar", APPLICATION.toString(),
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
		variables.put("TRACING_OTLP_ENDPOINT", receiver.url());
		variables.put("TRACING_SERVICE_NAME", "shop");
		assertTraced(Launched.start(this.folder, variables, JAVA, "-jar", APPLICATION.toString(),
				"--server.port=" + this.port));
	}

	@Test
	void aScriptThatStartsJava() throws Exception {
		Path script = this.folder.resolve("start shop.sh");
		Files.writeString(script, "#!/bin/sh\nexec %s -jar %s \"$@\"\n".formatted(JAVA, APPLICATION));
		assertThat(script.toFile().setExecutable(true)).isTrue();
		assertTraced(run(script.toString()));
	}

	@Test
	void theFolderIsMountedElsewhereAndTheScriptIsALink() throws Exception {
		Path mounted = this.folder.resolve("opt/my tracing");
		copy(DISTRIBUTION, mounted);
		Path link = Files.createSymbolicLink(this.folder.resolve("tracing"), mounted.resolve("bin/tracing"));
		List<String> command = new ArrayList<>(List.of(link.toString(), "run"));
		command.addAll(options());
		command.addAll(List.of("--", "java", "-jar", APPLICATION.toString(), "--server.port=" + this.port));
		assertTraced(Launched.start(this.folder, command.toArray(String[]::new)));
	}

	@Test
	void argumentsOfTheApplicationArriveAsTheyAre() throws Exception {
		try (Launched application = run("java", "-jar", APPLICATION.toString(), "--shop.stock=a  'b' \"c\" $d *")) {
			assertThat(application.get(this.port, "/stock")).isEqualTo("a  'b' \"c\" $d *");
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
		try (Launched tool = tool("spring-boot-3.5.8.jar", "tool.jar")) {
			assertThat(tool.exitCode()).isEqualTo(4);
			assertThat(tool.messages()).containsExactly("[tracing] The application runs untraced: it is built on "
					+ "Spring Boot 3.5.8, and there are libraries for 4.0 and 4.1");
		}
	}

	@Test
	void anApplicationWithAnOlderOpenTelemetryRunsUntraced() throws Exception {
		try (Launched tool = tool("spring-boot-4.1.0.jar", "opentelemetry-api-1.40.0.jar", "tool.jar")) {
			assertThat(tool.exitCode()).isEqualTo(4);
			assertThat(tool.messages()).singleElement()
				.asString()
				.matches("\\[tracing] The application runs untraced: it has opentelemetry-api 1\\.40\\.0, and the "
						+ "starter needs opentelemetry-api 1\\.\\d+\\.\\d+ or newer");
		}
	}

	@Test
	void anApplicationWithTheStarterNeedsNoLibraries() throws Exception {
		try (Launched tool = tool("spring-boot-4.1.0.jar", "tracing-starter-0.1.0.jar", "tool.jar")) {
			assertThat(tool.exitCode()).isEqualTo(4);
			assertThat(tool.messages()).isEmpty();
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
		try (Launched missing = Launched.start(this.folder, Map.of("PATH", path("sh", "dirname", "readlink")), TRACING,
				"run", "java", "-jar", "lost.jar")) {
			assertThat(missing.exitCode()).isEqualTo(127);
			assertThat(missing.output()).isEqualTo("tracing: 'java' was not found\n");
		}
	}

	@Test
	void wrongOptions() throws Exception {
		assertUsage("there is no command 'walk'", "walk");
		assertUsage("there is no option '--wrong'", "run", "--wrong", "java");
		assertUsage("--service-name wants a value", "run", "--service-name");
		assertUsage("'--tracing.enabled' is to be written --tracing.enabled=VALUE", "run", "--tracing.enabled", "java");
		assertUsage("there is no command to run, such as: java -jar application.jar", "run", "--debug");
	}

	@Test
	void aSignalReachesTheApplication() throws Exception {
		try (Launched application = run("java", "-jar", APPLICATION.toString())) {
			application.get(this.port, "/stock");
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

	private Launched run(String... command) throws IOException {
		List<String> all = new ArrayList<>(List.of("run"));
		all.addAll(options());
		all.add("--");
		all.addAll(List.of(command));
		all.add("--server.port=" + this.port);
		return tracing(all.toArray(String[]::new));
	}

	private static List<String> options() {
		return List.of("--service-name", "shop", "--otlp-endpoint", receiver.url(),
				"--tracing.batch.schedule-delay=100ms");
	}

	private Launched tracing(String... arguments) throws IOException {
		List<String> command = new ArrayList<>(List.of(TRACING));
		command.addAll(List.of(arguments));
		String path = Path.of(JAVA).getParent() + ":" + System.getenv("PATH");
		return Launched.start(this.folder, Map.of("PATH", path), command.toArray(String[]::new));
	}

	/**
	 * A program that prints a word and ends, with files on its class path that only have
	 * names.
	 */
	private Launched tool(String first, String... others) throws IOException {
		List<String> names = new ArrayList<>(List.of(others));
		names.add(0, first);
		for (String name : names) {
			if (!name.equals("tool.jar")) {
				try (OutputStream file = Files.newOutputStream(this.folder.resolve(name));
						JarOutputStream jar = new JarOutputStream(file)) {
					jar.putNextEntry(new ZipEntry("empty"));
				}
			}
		}
		tool("tool.jar");
		return tracing("run", "java", "-cp", String.join(":", names), Tool.class.getName(), "4");
	}

	private Path tool(String name) throws IOException {
		Manifest manifest = new Manifest();
		manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
		manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, Tool.class.getName());
		Path file = this.folder.resolve(name);
		try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(file), manifest)) {
			String type = Tool.class.getName().replace('.', '/') + ".class";
			jar.putNextEntry(new ZipEntry(type));
			Tool.class.getClassLoader().getResourceAsStream(type).transferTo(jar);
		}
		return file;
	}

	private String path(String... commands) throws IOException {
		Path bin = Files.createDirectories(this.folder.resolve("bin"));
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

	private void assertTraced(Launched application) throws Exception {
		try (application) {
			assertThat(application.get(this.port, "/orders/1")).isEqualTo(application.get(this.port, "/orders/1"))
				.endsWith(" full");
			Waiting.await(() -> receiver.count() >= 8, () -> "eight spans, but there are " + tree());
			assertThat(tree()).isEqualTo(TREE + TREE);
			assertThat(application.messages()).isEmpty();
			assertThat(application.output()).contains("Tracing shop: HTTP server")
				.doesNotContain("WARN", "WARNING", "Exception");
		}
	}

	/**
	 * The names, indented below their parents; siblings by name.
	 */
	private static String tree() {
		StringBuilder text = new StringBuilder();
		List<Span> spans = receiver.spans();
		spans.stream().filter((span) -> span.getParentSpanId().isEmpty()).forEach((root) -> append(root, "", text));
		return text.toString();
	}

	private static void append(Span span, String indent, StringBuilder text) {
		text.append(indent).append(span.getName()).append('\n');
		receiver.spans()
			.stream()
			.filter((child) -> child.getParentSpanId().equals(span.getSpanId()))
			.sorted((one, other) -> one.getName().compareTo(other.getName()))
			.forEach((child) -> append(child, indent + "  ", text));
	}

	private static void unpack(Path target) throws IOException {
		try (FileSystem jar = FileSystems.newFileSystem(URI.create("jar:" + APPLICATION.toUri()), Map.of())) {
			copy(jar.getPath("/"), target);
		}
	}

	private static void copy(Path from, Path to) throws IOException {
		try (Stream<Path> files = Files.walk(from)) {
			for (Path file : files.toList()) {
				Path target = to.resolve(from.relativize(file).toString());
				if (Files.isDirectory(file)) {
					Files.createDirectories(target);
				}
				else {
					Files.copy(file, target);
					if (file.endsWith("bin/tracing")) {
						assertThat(target.toFile().setExecutable(true)).isTrue();
					}
				}
			}
		}
	}

	/**
	 * The same application as the plugin for wars would package it.
	 */
	private Path war() throws IOException {
		Path war = this.folder.resolve("shop.war");
		try (JarFile jar = new JarFile(APPLICATION.toFile())) {
			Manifest manifest = jar.getManifest();
			Attributes attributes = manifest.getMainAttributes();
			attributes.put(Attributes.Name.MAIN_CLASS, "org.springframework.boot.loader.launch.WarLauncher");
			attributes.putValue("Spring-Boot-Classes", "WEB-INF/classes/");
			attributes.putValue("Spring-Boot-Lib", "WEB-INF/lib/");
			attributes.remove(new Attributes.Name("Spring-Boot-Classpath-Index"));
			attributes.remove(new Attributes.Name("Spring-Boot-Layers-Index"));
			try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(war), manifest)) {
				for (ZipEntry entry : jar.stream().toList()) {
					String name = entry.getName().replaceFirst("^BOOT-INF/", "WEB-INF/");
					if (!name.startsWith("META-INF/") && !name.endsWith(".idx")) {
						byte[] content = jar.getInputStream(entry).readAllBytes();
						out.putNextEntry(stored(name, content));
						out.write(content);
					}
				}
			}
		}
		return war;
	}

	/** Libraries within an archive must not be compressed. */
	private static ZipEntry stored(String name, byte[] content) {
		ZipEntry entry = new ZipEntry(name);
		entry.setMethod(ZipEntry.STORED);
		entry.setSize(content.length);
		CRC32 crc = new CRC32();
		crc.update(content);
		entry.setCrc(crc.getValue());
		return entry;
	}

	/**
	 * No application of Spring Boot.
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

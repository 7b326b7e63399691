package io.github.tracingstarter.agent;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
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
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Shared code of the tests that start an application without the starter: its archive in
 * several forms, the collector that receives its spans, and what these must look like.
 */
abstract class PackagedShop {

	static final Path DISTRIBUTION = Path.of(System.getProperty("test.distribution"));

	static final Path APPLICATION = Path.of(System.getProperty("test.application"));

	static final String JAVA = Path.of(System.getProperty("java.home"), "bin", "java").toString();

	/** Options for a quick start, which is not measured here. */
	static final List<String> QUICKLY = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

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

	/** Returns the folder of the test, in which processes are started. */
	Path folder() {
		return this.folder;
	}

	/** Returns the port for the application to listen on. */
	int port() {
		return this.port;
	}

	static String collector() {
		return receiver.url();
	}

	/** Runs a command through the script, with options. */
	Launched run(String... command) throws IOException {
		return run(DISTRIBUTION, command);
	}

	Launched run(Path distribution, String... command) throws IOException {
		List<String> all = new ArrayList<>(List.of("run"));
		all.addAll(options());
		all.add("--");
		all.addAll(List.of(command));
		if (command[0].equals("java")) {
			all.addAll(all.indexOf("java") + 1, QUICKLY);
		}
		all.add("--server.port=" + this.port);
		return tracing(distribution, all.toArray(String[]::new));
	}

	static List<String> options() {
		return List.of("--service-name", "shop", "--otlp-endpoint", collector(),
				"--tracing.batch.schedule-delay=100ms");
	}

	/** Runs the script. */
	Launched tracing(String... arguments) throws IOException {
		return tracing(DISTRIBUTION, arguments);
	}

	Launched tracing(Path distribution, String... arguments) throws IOException {
		List<String> command = new ArrayList<>(List.of(distribution.resolve("bin/tracing").toString()));
		command.addAll(List.of(arguments));
		return Launched.start(this.folder, Map.of("PATH", pathWithJava()), command.toArray(String[]::new));
	}

	static String pathWithJava() {
		return Path.of(JAVA).getParent() + ":" + System.getenv("PATH");
	}

	void assertTraced(Launched application) throws Exception {
		try (application) {
			assertThat(application.get(this.port, "/orders/1")).isEqualTo(application.get(this.port, "/orders/1"))
				.endsWith(" full");
			awaitSpans(8);
			assertThat(tree()).isEqualTo(TREE + TREE);
			assertThat(application.messages()).isEmpty();
			assertThat(application.output()).containsPattern("Tracing shop: .*HTTP server")
				.doesNotContain("WARN", "WARNING", "Exception");
		}
	}

	/**
	 * Asserts that the application works, that one line says why it is not traced, and
	 * that nothing is sent.
	 */
	void assertUntraced(Launched application, String reason) throws Exception {
		try (application) {
			assertThat(application.get(this.port, "/orders/1")).endsWith(" full");
			assertThat(application.messages()).containsExactly("[tracing] The application runs untraced: " + reason);
			assertThat(application.output().replace(reason, "")).doesNotContain("Tracing shop", "WARN", "Exception");
		}
		assertThat(receiver.spans()).isEmpty();
	}

	static void awaitSpans(int number) throws Exception {
		Waiting.await(() -> receiver.count() >= number, () -> number + " spans, but there are " + tree());
	}

	/**
	 * Returns the names, indented below their parents, with siblings sorted by name.
	 */
	static String tree() {
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

	static void unpack(Path archive, Path target) throws IOException {
		try (FileSystem jar = FileSystems.newFileSystem(URI.create("jar:" + archive.toUri()), Map.of())) {
			copy(jar.getPath("/"), target);
		}
	}

	static void copy(Path from, Path to) throws IOException {
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
	 * Returns the same application as the WAR plugin would package it.
	 */
	Path war() throws IOException {
		return repackage("shop.war", (attributes) -> {
			attributes.put(Attributes.Name.MAIN_CLASS, "org.springframework.boot.loader.launch.WarLauncher");
			attributes.putValue("Spring-Boot-Classes", "WEB-INF/classes/");
			attributes.putValue("Spring-Boot-Lib", "WEB-INF/lib/");
		}, (name) -> name.replaceFirst("^BOOT-INF/", "WEB-INF/"));
	}

	/**
	 * Returns the same application with another manifest and other entry names.
	 */
	Path repackage(String fileName, Consumer<Attributes> changes, UnaryOperator<String> names) throws IOException {
		Path archive = this.folder.resolve(fileName);
		try (JarFile jar = new JarFile(APPLICATION.toFile())) {
			Manifest manifest = jar.getManifest();
			Attributes attributes = manifest.getMainAttributes();
			attributes.remove(new Attributes.Name("Spring-Boot-Classpath-Index"));
			attributes.remove(new Attributes.Name("Spring-Boot-Layers-Index"));
			changes.accept(attributes);
			try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(archive), manifest)) {
				for (ZipEntry entry : jar.stream().toList()) {
					String name = names.apply(entry.getName());
					if (!name.startsWith("META-INF/MANIFEST") && !name.endsWith(".idx")) {
						byte[] content = jar.getInputStream(entry).readAllBytes();
						out.putNextEntry(stored(name, content));
						out.write(content);
					}
				}
			}
		}
		return archive;
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

}

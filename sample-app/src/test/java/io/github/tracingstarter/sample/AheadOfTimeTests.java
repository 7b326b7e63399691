package io.github.tracingstarter.sample;

import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

import com.jayway.jsonpath.JsonPath;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.SpringApplicationAotProcessor;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Compares the application with itself after ahead-of-time processing.
 */
class AheadOfTimeTests {

	private static final String TRACES = "/tracing/api/v1/traces";

	private static final String CLASS_PATH = System.getProperty("java.class.path");

	@TempDir
	private Path folder;

	@Test
	void itsTracesAreThoseOfTheApplicationAsItWasWritten() throws Exception {
		Path classes = process();
		List<String> written = traces(CLASS_PATH);
		assertThat(written).hasSize(5).contains("""
				server POST /users/{id}/items
				  client SELECT users
				  client INSERT items
				""");
		assertThat(traces(classes + File.pathSeparator + CLASS_PATH, "-Dspring.aot.enabled=true")).isEqualTo(written);
	}

	/**
	 * Processes and compiles the application, as the Maven goal {@code process-aot} does.
	 * @return the folder of the generated files
	 */
	private Path process() throws Exception {
		Path sources = this.folder.resolve("sources");
		Path classes = this.folder.resolve("classes");
		Process processor = java(CLASS_PATH, List.of("-Dspring.aot.processing=true"),
				SpringApplicationAotProcessor.class, SampleApplication.class.getName(), sources.toString(),
				classes.toString(), classes.toString(), "io.github.tracing-starter", "sample-app");
		assertThat(processor.waitFor(2, TimeUnit.MINUTES)).isTrue();
		assertThat(processor.exitValue()).as(this::output).isZero();
		JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
		try (Stream<Path> files = Files.walk(sources);
				StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
			List<Path> java = files.filter((file) -> file.toString().endsWith(".java")).toList();
			List<String> options = List.of("-nowarn", "-proc:none", "-parameters", "-d", classes.toString(), "-cp",
					classes + File.pathSeparator + CLASS_PATH);
			assertThat(compiler.getTask(null, manager, null, options, null, manager.getJavaFileObjectsFromPaths(java))
				.call()).isTrue();
		}
		return classes;
	}

	private List<String> traces(String classPath, String... options) throws Exception {
		int port;
		try (ServerSocket socket = new ServerSocket(0)) {
			port = socket.getLocalPort();
		}
		Process application = java(classPath, Arrays.asList(options), SampleApplication.class, "--server.port=" + port,
				"--tracing.exporters=none", "--tracing.ui.enabled=true");
		try {
			ApiClient client = new ApiClient(port);
			await(application, () -> client.get(TRACES).expectStatus().isOk());
			client.createUser("ahead");
			client.post("/users/1/items", "{\"title\":\"a\",\"description\":\"b\",\"priority\":3}")
				.expectStatus()
				.isCreated();
			client.get("/users/1/items").expectStatus().isOk();
			client.get("/weather/London").expectStatus().isOk();
			client.get("/complex-operation").expectStatus().isOk();
			await(application, () -> assertThat(trees(client)).hasSize(5));
			return trees(client);
		}
		finally {
			application.destroy();
			application.waitFor();
		}
	}

	private static List<String> trees(ApiClient client) {
		List<String> ids = JsonPath.read(body(client, TRACES), "$.items[*].traceId");
		return ids.stream().map((id) -> tree(body(client, TRACES + "/" + id))).sorted().toList();
	}

	private static String body(ApiClient client, String path) {
		byte[] body = client.get(path).returnResult(byte[].class).getResponseBody();
		return new String(body, StandardCharsets.UTF_8);
	}

	private static String tree(String trace) {
		List<Map<String, Object>> spans = JsonPath.read(trace, "$.spans");
		StringBuilder tree = new StringBuilder();
		append(tree, spans, null, "");
		return tree.toString();
	}

	/**
	 * Appends the descendants of a span.
	 */
	private static void append(StringBuilder tree, List<Map<String, Object>> spans, Object parent, String indent) {
		for (Map<String, Object> span : spans) {
			if (String.valueOf(parent).equals(String.valueOf(span.get("parentId")))) {
				tree.append("%s%s %s%n".formatted(indent, span.get("kind"), span.get("name")));
				append(tree, spans, span.get("spanId"), indent + "  ");
			}
		}
	}

	private Process java(String classPath, List<String> options, Class<?> program, String... arguments)
			throws IOException {
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
		command.addAll(options);
		command.addAll(List.of("-cp", classPath, program.getName()));
		command.addAll(Arrays.asList(arguments));
		return new ProcessBuilder(command).redirectErrorStream(true)
			.redirectOutput(this.folder.resolve("output.txt").toFile())
			.start();
	}

	private void await(Process application, Runnable assertion) throws InterruptedException {
		long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(90);
		while (true) {
			try {
				assertion.run();
				return;
			}
			catch (AssertionError | RuntimeException ex) {
				if (!application.isAlive() || System.nanoTime() > deadline) {
					throw new AssertionError(output(), ex);
				}
				Thread.sleep(100);
			}
		}
	}

	private String output() {
		try {
			return Files.readString(this.folder.resolve("output.txt"));
		}
		catch (IOException ex) {
			return ex.toString();
		}
	}

}

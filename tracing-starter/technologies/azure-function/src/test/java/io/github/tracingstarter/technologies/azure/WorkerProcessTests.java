package io.github.tracingstarter.technologies.azure;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

import com.google.gson.Gson;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The class loaders of the worker, and what has been sent when the functions have
 * answered.
 */
class WorkerProcessTests {

	/** What the worker has on its own class path. */
	private static final List<String> LIBRARIES = List.of("azure-functions-java-spi",
			"azure-functions-java-core-library", "azure-functions-java-library", "gson");

	private final List<Map<?, ?>> spans = new CopyOnWriteArrayList<>();

	@Test
	void spansAreSentBeforeTheAnswerAlsoOfThoseThatWaitForTheStart(@TempDir Path directory) throws Exception {
		HttpServer collector = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		collector.createContext("/", this::receive);
		collector.start();
		try {
			String output = run(directory,
					"http://127.0.0.1:%d/api/v2/spans".formatted(collector.getAddress().getPort()));
			assertThat(output).contains("answered");
			List<Map<?, ?>> requests = this.spans.stream().filter((span) -> "SERVER".equals(span.get("kind"))).toList();
			assertThat(requests).as(output)
				.hasSize(2)
				.allSatisfy((span) -> assertThat(span.get("name")).isEqualTo("get /api/orders/{id}"));
			assertThat(requests).extracting((span) -> ((Map<?, ?>) span.get("tags")).get("faas.coldstart").toString())
				.containsExactlyInAnyOrder("true", "false");
			assertThat(this.spans.stream().filter((span) -> "CLIENT".equals(span.get("kind"))))
				.extracting((span) -> String.valueOf(span.get("parentId")))
				.containsExactlyInAnyOrderElementsOf(
						requests.stream().map((span) -> String.valueOf(span.get("id"))).toList());
			assertThat(this.spans).hasSize(4);
		}
		finally {
			collector.stop(0);
		}
	}

	private void receive(HttpExchange exchange) throws IOException {
		InputStream body = exchange.getRequestBody();
		if ("gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"))) {
			body = new GZIPInputStream(body);
		}
		for (Map<?, ?> span : new Gson().fromJson(new String(body.readAllBytes()), Map[].class)) {
			this.spans.add(span);
		}
		exchange.sendResponseHeaders(202, -1);
		exchange.close();
	}

	private static String run(Path directory, String endpoint) throws Exception {
		List<String> worker = new ArrayList<>(List.of(copy(directory).toString()));
		List<String> application = new ArrayList<>();
		for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
			String name = Path.of(entry).getFileName().toString();
			if (LIBRARIES.stream().anyMatch(name::startsWith)) {
				worker.add(entry);
			}
			else if (!entry.contains("test-classes") && !name.endsWith("-tests.jar")) {
				application.add(entry);
			}
		}
		List<String> command = new ArrayList<>(List.of(
				Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1",
				"-XX:+UseSerialGC", "-cp", String.join(File.pathSeparator, worker), WorkerProcess.class.getName()));
		command.addAll(application);
		Path output = directory.resolve("output.txt");
		ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
		builder.environment()
			.putAll(Map.of("TRACING_EXPORTERS", "zipkin", "TRACING_ZIPKIN_ENDPOINT", endpoint,
					"TRACING_FAAS_FLUSH_TIMEOUT", "20s"));
		Process process = builder.start();
		if (!process.waitFor(3, TimeUnit.MINUTES)) {
			process.destroyForcibly().waitFor();
		}
		return Files.readString(output);
	}

	/**
	 * Copies the worker, because the tests' own folder also has what the application
	 * finds.
	 */
	private static Path copy(Path directory) throws Exception {
		Path classes = Path.of(WorkerProcess.class.getProtectionDomain().getCodeSource().getLocation().toURI());
		Path source = classes.resolve(WorkerProcess.class.getPackageName().replace('.', '/'));
		Path target = Files.createDirectories(directory.resolve("worker").resolve(classes.relativize(source)));
		try (Stream<Path> files = Files.list(source)) {
			for (Path file : files.toList()) {
				String name = file.getFileName().toString();
				if (Arrays.asList("Worker", "WorkerContext", "WorkerProcess", "Trigger")
					.contains(name.replaceAll("(\\$.*)?\\.class$", ""))) {
					Files.copy(file, target.resolve(name));
				}
			}
		}
		return directory.resolve("worker");
	}

}

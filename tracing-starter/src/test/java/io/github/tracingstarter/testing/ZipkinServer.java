package io.github.tracingstarter.testing;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import org.springframework.boot.json.JsonParserFactory;

/**
 * A real Zipkin server, in memory, in a separate process. The build puts its jar below
 * {@code target}.
 */
public final class ZipkinServer implements AutoCloseable {

	private static final Duration PATIENCE = Duration.ofSeconds(90);

	private final HttpClient client = HttpClient.newHttpClient();

	private final int port;

	private final Process process;

	private ZipkinServer(int port, Process process) {
		this.port = port;
		this.process = process;
	}

	/**
	 * Starts a server and waits until it answers.
	 * @return the server, on a random port of localhost
	 */
	public static ZipkinServer start() {
		try {
			int port = freePort();
			ProcessBuilder builder = new ProcessBuilder(
					Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx192m",
					"-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-jar", "target/zipkin/zipkin-server.jar");
			builder.environment().putAll(Map.of("STORAGE_TYPE", "mem", "QUERY_PORT", String.valueOf(port)));
			builder.redirectErrorStream(true).redirectOutput(Path.of("target", "zipkin", "server.log").toFile());
			ZipkinServer server = new ZipkinServer(port, builder.start());
			Runtime.getRuntime().addShutdownHook(new Thread(server.process::destroy));
			server.await("/health", "\"status\"");
			return server;
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0)) {
			return socket.getLocalPort();
		}
	}

	/**
	 * Returns its address.
	 * @return such as {@code http://localhost:12345}
	 */
	public String url() {
		return "http://localhost:" + this.port;
	}

	/**
	 * Waits until the trace is there, and returns it as Zipkin's API does. Fails when
	 * that takes too long.
	 * @param traceId the id of the trace
	 * @param spans the number of spans expected
	 * @return the spans
	 */
	public List<Map<String, Object>> awaitTrace(String traceId, int spans) {
		AtomicReference<List<Map<String, Object>>> trace = new AtomicReference<>(List.of());
		if (!Waiting.until(() -> {
			trace.set(spans(get("/api/v2/trace/" + traceId)));
			return trace.get().size() >= spans;
		})) {
			throw new AssertionError("Expected %d spans, but there are %s".formatted(spans, trace));
		}
		return trace.get();
	}

	@SuppressWarnings("unchecked")
	private static List<Map<String, Object>> spans(String body) {
		return body.startsWith("[")
				? (List<Map<String, Object>>) (List<?>) JsonParserFactory.getJsonParser().parseList(body) : List.of();
	}

	private void await(String path, String content) {
		long deadline = System.nanoTime() + PATIENCE.toNanos();
		while (!get(path).contains(content)) {
			if (System.nanoTime() > deadline || !this.process.isAlive()) {
				close();
				throw new IllegalStateException("Zipkin does not start: see target/zipkin/server.log");
			}
			pause();
		}
	}

	private String get(String path) {
		try {
			return this.client
				.send(HttpRequest.newBuilder(URI.create(url() + path)).build(), HttpResponse.BodyHandlers.ofString())
				.body();
		}
		catch (IOException ex) {
			return "";
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return "";
		}
	}

	private static void pause() {
		try {
			Thread.sleep(100);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Override
	public void close() {
		this.process.destroy();
		try {
			this.process.waitFor(10, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}

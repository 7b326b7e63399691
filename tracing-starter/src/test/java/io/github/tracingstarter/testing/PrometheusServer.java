package io.github.tracingstarter.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Assumptions;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.util.FileSystemUtils;

/**
 * The Prometheus of this machine, as a process of the test that scrapes one application,
 * with its own port and folder. The service of the machine is not touched.
 */
public final class PrometheusServer implements AutoCloseable {

	private static final Path SERVER = Path.of("/usr/bin/prometheus");

	private final Path folder;

	private final int port;

	private final Process process;

	private PrometheusServer(Path folder, int port, Process process) {
		this.folder = folder;
		this.port = port;
		this.process = process;
	}

	private static boolean isPossible() {
		return switch (System.getenv().getOrDefault("SERVER_TESTS", "")) {
			case "off" -> false;
			case "required" -> true;
			default -> Files.isExecutable(SERVER);
		};
	}

	/**
	 * Starts the server. If it is not installed, the calling test is skipped. The
	 * variable {@code SERVER_TESTS} can be {@code required}, so that it fails instead, or
	 * {@code off}.
	 * @param target the port of the application, whose {@code /actuator/prometheus} is
	 * scraped each second
	 */
	public static PrometheusServer start(int target) {
		Assumptions.assumeTrue(isPossible(), "SERVER_TESTS is off, or Prometheus is not installed: "
				+ "apt-get install -y --no-install-recommends prometheus");
		try {
			Path folder = Files.createTempDirectory("prometheus-server");
			Path configuration = Files.writeString(folder.resolve("prometheus.yml"), """
					global:
					  scrape_interval: 1s
					scrape_configs:
					  - job_name: application
					    metrics_path: /actuator/prometheus
					    static_configs:
					      - targets: ['localhost:%d']
					""".formatted(target));
			int port = freePort();
			ProcessBuilder builder = new ProcessBuilder(SERVER.toString(), "--config.file=" + configuration,
					"--storage.tsdb.path=" + folder.resolve("data"), "--web.listen-address=127.0.0.1:" + port,
					"--enable-feature=exemplar-storage")
				.redirectErrorStream(true)
				.redirectOutput(folder.resolve("out").toFile());
			PrometheusServer server = new PrometheusServer(folder, port, builder.start());
			Runtime.getRuntime().addShutdownHook(new Thread(server::close));
			Waiting.await(server::isReady, () -> "Prometheus to start: " + server.output());
			return server;
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private boolean isReady() {
		try {
			return new Http(this.port).get("/-/ready").statusCode() == 200;
		}
		catch (RuntimeException ex) {
			return false;
		}
	}

	private String output() {
		try {
			return json("/api/v1/targets") + Files.readString(this.folder.resolve("out"));
		}
		catch (IOException ex) {
			return ex.toString();
		}
	}

	/**
	 * Waits for the exemplars of a metric.
	 * @param query the series
	 * @param isEnough the condition to wait for
	 * @return the exemplars at that time
	 */
	public List<Exemplar> awaitExemplars(String query, Predicate<List<Exemplar>> isEnough) {
		List<Exemplar> found = new ArrayList<>();
		Waiting.await(() -> {
			found.clear();
			found.addAll(exemplars(query));
			return isEnough.test(found);
		}, () -> "other exemplars of " + query + " than " + found + ": " + output());
		return found;
	}

	private List<Exemplar> exemplars(String query) {
		Instant now = Instant.now();
		JsonNode data = json("/api/v1/query_exemplars?query=%s&start=%d&end=%d".formatted(encoded(query),
				now.minusSeconds(600).getEpochSecond(), now.plusSeconds(60).getEpochSecond()))
			.get("data");
		List<Exemplar> exemplars = new ArrayList<>();
		for (JsonNode series : data) {
			Map<String, String> labels = texts(series.get("seriesLabels"));
			for (JsonNode exemplar : series.get("exemplars")) {
				exemplars.add(new Exemplar(labels, texts(exemplar.get("labels")).getOrDefault("trace_id", ""),
						Double.parseDouble(exemplar.get("value").asString())));
			}
		}
		return exemplars;
	}

	/**
	 * Waits for a query to have a value.
	 * @param query the query
	 * @param expected the value of its first series
	 */
	public void awaitValue(String query, double expected) {
		Waiting.await(() -> value(query) == expected,
				() -> "%s of %s, but there is %s: %s".formatted(expected, query, value(query), output()));
	}

	private double value(String query) {
		JsonNode result = json("/api/v1/query?query=" + encoded(query)).get("data").get("result");
		return result.isEmpty() ? Double.NaN : Double.parseDouble(result.get(0).get("value").get(1).asString());
	}

	private JsonNode json(String path) {
		return JsonMapper.shared().readTree(new Http(this.port).get(path).body());
	}

	private static Map<String, String> texts(JsonNode object) {
		return object.properties()
			.stream()
			.collect(Collectors.toMap(Map.Entry::getKey, (entry) -> entry.getValue().asString()));
	}

	private static String encoded(String query) {
		return URLEncoder.encode(query, StandardCharsets.UTF_8);
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
	}

	@Override
	public void close() {
		this.process.destroy();
		try {
			if (!this.process.waitFor(20, TimeUnit.SECONDS)) {
				this.process.destroyForcibly();
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		FileSystemUtils.deleteRecursively(this.folder.toFile());
	}

	/**
	 * A trace that is named by a bucket.
	 *
	 * @param series the labels of its series
	 * @param traceId the trace
	 * @param value the measurement
	 */
	public record Exemplar(Map<String, String> series, String traceId, double value) {

	}

}

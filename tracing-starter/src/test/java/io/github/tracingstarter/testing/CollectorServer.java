package io.github.tracingstarter.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

import org.springframework.util.FileSystemUtils;

/**
 * An OpenTelemetry Collector with a configuration of {@code docs/production}, as a
 * process of the test. It is looked for in the variable {@code OTELCOL}, then on the
 * path.
 */
public final class CollectorServer implements AutoCloseable {

	private static final Path CONFIGURATIONS = Path.of("../docs/production");

	private final Path folder;

	private final List<String> command = new ArrayList<>();

	private final Map<String, String> environment = new HashMap<>();

	private @Nullable Process process;

	private CollectorServer(Path program, Path folder) {
		this.folder = folder;
		this.command.add(program.toString());
	}

	/**
	 * Starts a Collector. If there is none, or it lacks a component, the calling test is
	 * skipped.
	 * @param environment the variables of the configuration, in addition to the addresses
	 * on which it listens
	 * @param configurations the names of files, or the text of one
	 * @return the running Collector
	 */
	public static CollectorServer start(Map<String, String> environment, String... configurations) {
		Path program = program();
		try {
			CollectorServer server = new CollectorServer(program, Files.createTempDirectory("collector-server"));
			for (String configuration : configurations) {
				server.command.add("--config=" + server.file(configuration));
			}
			server.environment.putAll(environment);
			for (String listener : List.of("GRPC", "HTTP", "HEALTH")) {
				server.environment.put(listener + "_ENDPOINT", "127.0.0.1:" + freePort());
			}
			server.environment.put("METRICS_HOST", "127.0.0.1");
			server.environment.put("METRICS_PORT", String.valueOf(freePort()));
			server.environment.put("STORAGE_DIRECTORY", server.folder.resolve("queue").toString());
			Runtime.getRuntime().addShutdownHook(new Thread(server::close));
			return server.restart();
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Skips the calling test if there is no Collector or it lacks a component.
	 * @param components the components, such as {@code tail_sampling}
	 * @return the Collector
	 */
	public static Path program(String... components) {
		String named = System.getenv().getOrDefault("OTELCOL", "");
		Path program = named.isEmpty() ? Installed.find("otelcol-contrib", "otelcol").orElse(null) : Path.of(named);
		boolean isOff = "off".equals(System.getenv("SERVER_TESTS"));
		Assumptions.assumeTrue(program != null && !isOff,
				"SERVER_TESTS is off, or there is no OpenTelemetry Collector with the contrib components: name it in OTELCOL");
		String known = (components.length > 0) ? output(List.of(program.toString(), "components")) : "";
		for (String component : components) {
			Assumptions.assumeTrue(Pattern.compile("name: " + component + "\\b").matcher(known).find(),
					() -> program + " has no " + component);
		}
		return program;
	}

	/**
	 * Lets the Collector check configurations without starting.
	 * @param environment the variables of the configurations
	 * @param configurations their files
	 * @return what is wrong, or nothing
	 */
	public static String validate(Map<String, String> environment, Path... configurations) {
		List<String> command = new ArrayList<>(List.of(program().toString(), "validate"));
		for (Path configuration : configurations) {
			command.add("--config=" + configuration);
		}
		return output(command, environment);
	}

	private static String output(List<String> command) {
		return output(command, Map.of());
	}

	private static String output(List<String> command, Map<String, String> environment) {
		try {
			ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
			builder.environment().putAll(environment);
			return new String(builder.start().getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private Path file(String configuration) throws IOException {
		return configuration.contains("\n")
				? Files.writeString(this.folder.resolve("configuration.yaml"), configuration)
				: CONFIGURATIONS.resolve(configuration);
	}

	/**
	 * Reads a configuration.
	 * @param name the name of the file
	 * @return its text
	 */
	public static String configuration(String name) {
		try {
			return Files.readString(CONFIGURATIONS.resolve(name));
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Starts the Collector again, with the same ports and folder.
	 * @return this Collector
	 */
	public CollectorServer restart() {
		try {
			ProcessBuilder builder = new ProcessBuilder(this.command).redirectErrorStream(true)
				.redirectOutput(ProcessBuilder.Redirect.appendTo(this.folder.resolve("out").toFile()));
			builder.environment().putAll(this.environment);
			Process started = builder.start();
			this.process = started;
			Waiting.await(() -> isReady() || !started.isAlive(), () -> "the Collector to start: " + output());
			Waiting.await(started::isAlive, () -> "the Collector to run: " + output());
			return this;
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Ends the process without a chance to send anything.
	 */
	public void kill() {
		Process running = this.process;
		if (running != null) {
			running.destroyForcibly().onExit().join();
		}
	}

	private boolean isReady() {
		try {
			return new Http(port("HEALTH")).get("/").statusCode() == 200;
		}
		catch (RuntimeException ex) {
			return false;
		}
	}

	private int port(String listener) {
		String endpoint = String.valueOf(this.environment.get(listener + "_ENDPOINT"));
		return Integer.parseInt(endpoint.substring(endpoint.indexOf(':') + 1));
	}

	/**
	 * Returns the port on which it accepts spans over gRPC.
	 * @return the port
	 */
	public int grpcPort() {
		return port("GRPC");
	}

	/**
	 * Returns the port on which it accepts spans over HTTP.
	 * @return the port
	 */
	public int httpPort() {
		return port("HTTP");
	}

	/**
	 * Returns the sum of one of its own metrics.
	 * @param name the name of the metric
	 * @param labels labels of the series to add up, such as {@code sampled="true"}
	 * @return the sum, 0 if there is no such series
	 */
	public double metric(String name, String... labels) {
		Pattern series = Pattern.compile("(?m)^" + Pattern.quote(name) + "\\{(.*)} (\\S+)$");
		Matcher matcher = series.matcher(metrics());
		double sum = 0;
		while (matcher.find()) {
			String found = matcher.group(1);
			if (List.of(labels).stream().allMatch(found::contains)) {
				sum += Double.parseDouble(matcher.group(2));
			}
		}
		return sum;
	}

	/**
	 * Waits for a metric to have a value.
	 * @param expected the value
	 * @param name the name of the metric
	 * @param labels labels of the series to add up
	 */
	public void awaitMetric(double expected, String name, String... labels) {
		Waiting.await(() -> metric(name, labels) == expected, () -> "%s of %s%s, but there is %s in%n%s%n%s"
			.formatted(expected, name, List.of(labels), metric(name, labels), metrics(), output()));
	}

	private String metrics() {
		try {
			return new Http(Integer.parseInt(String.valueOf(this.environment.get("METRICS_PORT")))).get("/metrics")
				.body();
		}
		catch (RuntimeException ex) {
			return "";
		}
	}

	/**
	 * Returns what it has logged.
	 * @return the log
	 */
	public String output() {
		try {
			return Files.readString(this.folder.resolve("out"));
		}
		catch (IOException ex) {
			return ex.toString();
		}
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
	}

	@Override
	public void close() {
		Process running = this.process;
		if (running != null) {
			running.destroy();
			try {
				if (!running.waitFor(20, TimeUnit.SECONDS)) {
					running.destroyForcibly();
				}
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}
		FileSystemUtils.deleteRecursively(this.folder.toFile());
	}

}

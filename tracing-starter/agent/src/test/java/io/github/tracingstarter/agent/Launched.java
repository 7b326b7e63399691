package io.github.tracingstarter.agent;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A process and its output.
 */
final class Launched implements AutoCloseable {

	private static final HttpClient http = HttpClient.newHttpClient();

	private final Process process;

	private final Path output;

	private Launched(Process process, Path output) {
		this.process = process;
		this.output = output;
	}

	static Launched start(Path folder, String... command) throws IOException {
		return start(folder, Map.of(), command);
	}

	static Launched start(Path folder, Map<String, String> variables, String... command) throws IOException {
		Path output = Files.createTempFile(folder, "process", ".log");
		ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile())
			.redirectErrorStream(true)
			.redirectOutput(output.toFile());
		builder.environment().keySet().removeIf((name) -> name.startsWith("OTEL_") || name.startsWith("TRACING_"));
		builder.environment().putAll(variables);
		return new Launched(builder.start(), output);
	}

	static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0)) {
			return socket.getLocalPort();
		}
	}

	/**
	 * Sends a request to the application as soon as it is up.
	 */
	String get(int port, String path) throws IOException, InterruptedException {
		long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(90);
		HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build();
		while (true) {
			try {
				return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
			}
			catch (IOException ex) {
				if (!this.process.isAlive() || System.nanoTime() > deadline) {
					throw new AssertionError("No answer from%n%s".formatted(output()), ex);
				}
				Thread.sleep(50);
			}
		}
	}

	int exitCode() throws InterruptedException, IOException {
		assertThat(this.process.waitFor(90, TimeUnit.SECONDS)).as(this::outputOrNothing).isTrue();
		return this.process.exitValue();
	}

	Process process() {
		return this.process;
	}

	String output() throws IOException {
		return Files.readString(this.output);
	}

	private String outputOrNothing() {
		try {
			return output();
		}
		catch (IOException ex) {
			return "";
		}
	}

	/**
	 * Returns the messages of the agent.
	 */
	List<String> messages() throws IOException {
		return Arrays.stream(output().split("\n")).filter((line) -> line.startsWith("[tracing]")).toList();
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
			this.process.destroyForcibly();
			Thread.currentThread().interrupt();
		}
	}

}

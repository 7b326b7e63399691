package io.github.tracingstarter.comparison;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * A running application: its process, the load on it, its spans, and the resources it has
 * used.
 */
final class Application implements AutoCloseable {

	private static final long START_TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(600);

	private final Variant variant;

	private final SpanCounter spans;

	private final Process process;

	private final Thread shutdownHook;

	private final double startSeconds;

	private final Socket control;

	private final BufferedReader answers;

	private final LoadGenerator load;

	private final int port;

	private final Path log;

	private Application(Variant variant, SpanCounter spans, Process process, Thread shutdownHook, int port,
			int controlPort, Path log, Options options, long started) throws IOException, InterruptedException {
		this.variant = variant;
		this.port = port;
		this.log = log;
		this.spans = spans;
		this.process = process;
		this.shutdownHook = shutdownHook;
		awaitFirstAnswer(options.subject().endpoints().get(0), port, started);
		this.startSeconds = (System.nanoTime() - started) / 1e9;
		this.control = new Socket(InetAddress.getLoopbackAddress(), controlPort);
		this.control.setTcpNoDelay(true);
		this.control.setSoTimeout(60_000);
		this.answers = new BufferedReader(
				new InputStreamReader(this.control.getInputStream(), StandardCharsets.US_ASCII));
		this.load = new LoadGenerator(variant.name(), port, options.connections());
	}

	/**
	 * Starts an application and waits until it answers.
	 */
	static Application start(Variant variant, Options options, Queues queues, Backend backend, Cores cores)
			throws IOException, InterruptedException {
		SpanCounter spans = new SpanCounter();
		int port = freePort();
		int controlPort = freePort();
		List<String> command = new ArrayList<>(cores.prefix());
		command.add(ProcessHandle.current().info().command().orElse("java"));
		for (String option : options.jvmOptions()) {
			command.add(option.replace("{variant}", variant.name()));
		}
		command.addAll(variant.jvmOptions(spans.port(), options.sampling(), queues, options.signals()));
		command.addAll(List.of("-jar", variant.jar().toString(), "--server.port=" + port,
				"--comparison.control-port=" + controlPort));
		command.addAll(backend.arguments(variant.name()));
		Path log = options.target()
			.resolve("application-%s-%s.log".formatted(options.subject().optionName(), variant.name()));
		Files.createDirectories(options.target());
		long started = System.nanoTime();
		Process process = new ProcessBuilder(command).redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
			.start();
		Thread shutdownHook = new Thread(process::destroyForcibly);
		Runtime.getRuntime().addShutdownHook(shutdownHook);
		return new Application(variant, spans, process, shutdownHook, port, controlPort, log, options, started);
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
	}

	private void awaitFirstAnswer(Endpoint endpoint, int port, long started) throws InterruptedException {
		while (!answers(endpoint, port)) {
			if (!this.process.isAlive() || System.nanoTime() - started > START_TIMEOUT_NANOS) {
				this.process.destroyForcibly();
				throw new IllegalStateException(
						"%s did not start: see its log in the driver's target folder".formatted(this.variant.name()));
			}
			Thread.sleep(5);
		}
	}

	private static boolean answers(Endpoint endpoint, int port) {
		try (HttpConnection connection = new HttpConnection(port)) {
			return connection.exchange(endpoint.request(0)) == 200;
		}
		catch (IOException ex) {
			return false;
		}
	}

	Variant variant() {
		return this.variant;
	}

	String name() {
		return this.variant.name();
	}

	int port() {
		return this.port;
	}

	/**
	 * Returns the file with its output.
	 */
	Path log() {
		return this.log;
	}

	boolean isAlive() {
		return this.process.isAlive();
	}

	long pid() {
		return this.process.pid();
	}

	SpanCounter spans() {
		return this.spans;
	}

	LoadGenerator load() {
		return this.load;
	}

	/**
	 * Returns the time from the start of the process to the first response.
	 */
	double startSeconds() {
		return this.startSeconds;
	}

	/**
	 * Returns what the process has used so far.
	 */
	Reading read() throws IOException {
		return ask("read");
	}

	/**
	 * Returns what the process has used, after a garbage collection.
	 */
	Reading readAfterGc() throws IOException {
		return ask("gc");
	}

	/**
	 * Returns what must not grow.
	 * @param collect whether garbage is collected before
	 */
	synchronized Vitals vitals(boolean collect) throws IOException {
		return Vitals.parse(line(collect ? "vitals gc" : "vitals"));
	}

	/**
	 * Has the application write how many objects of each class there are.
	 */
	synchronized void histogram(Path file) throws IOException {
		line("histogram " + file.toAbsolutePath());
	}

	private Reading ask(String question) throws IOException {
		return Reading.parse(line(question));
	}

	private String line(String question) throws IOException {
		OutputStream out = this.control.getOutputStream();
		out.write((question + "\n").getBytes(StandardCharsets.US_ASCII));
		@Nullable String line = this.answers.readLine();
		if (line == null) {
			throw new IOException("%s ended".formatted(name()));
		}
		return line;
	}

	/**
	 * Returns the resident memory of the process in bytes, or -1 if the system does not
	 * report it.
	 */
	long residentBytes() throws IOException {
		Path status = Path.of("/proc/%d/status".formatted(pid()));
		if (!Files.exists(status)) {
			return -1;
		}
		return Files.readAllLines(status)
			.stream()
			.filter((line) -> line.startsWith("VmRSS:"))
			.mapToLong((line) -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
			.findFirst()
			.orElse(-1);
	}

	@Override
	public void close() {
		end(10);
	}

	/**
	 * Stops the application.
	 * @param seconds how long that may take
	 */
	void end(int seconds) {
		try {
			this.load.close();
			this.control.close();
		}
		catch (IOException ex) {
			// It is going to be stopped anyway.
		}
		this.process.destroy();
		try {
			if (!this.process.waitFor(seconds, TimeUnit.SECONDS)) {
				this.process.destroyForcibly();
			}
		}
		catch (InterruptedException ex) {
			this.process.destroyForcibly();
			Thread.currentThread().interrupt();
		}
		this.spans.close();
		Runtime.getRuntime().removeShutdownHook(this.shutdownHook);
	}

}

package io.github.tracingstarter.testing;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import org.junit.jupiter.api.Assumptions;

import org.springframework.util.FileSystemUtils;

/**
 * The RabbitMQ of this machine, as a process of the test, with its own ports and folder.
 * The service of the machine is not touched.
 */
public final class RabbitServer implements AutoCloseable {

	private static final Path SERVER = Path.of("/usr/lib/rabbitmq/bin/rabbitmq-server");

	private static final Path EPMD = Path.of("/usr/bin/epmd");

	private final List<Process> processes = new ArrayList<>();

	private final Path folder;

	private final int port;

	private final int streamPort;

	private RabbitServer(Path folder, int port, int streamPort) {
		this.folder = folder;
		this.port = port;
		this.streamPort = streamPort;
	}

	/**
	 * Returns whether it is worth trying to start it.
	 */
	public static boolean isPossible() {
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
	 */
	public static RabbitServer start() {
		return start(false);
	}

	/**
	 * Starts the server with its plugin for streams.
	 */
	public static RabbitServer startWithStreams() {
		return start(true);
	}

	private static RabbitServer start(boolean streams) {
		Assumptions.assumeTrue(isPossible(), "SERVER_TESTS is off, or RabbitMQ is not installed: "
				+ "apt-get install -y --no-install-recommends rabbitmq-server");
		try {
			List<Integer> ports = freePorts(4);
			RabbitServer server = new RabbitServer(Files.createTempDirectory("rabbit-server"), ports.get(0),
					streams ? ports.get(3) : 0);
			Runtime.getRuntime().addShutdownHook(new Thread(server::close));
			server.run(ports.get(1), ports.get(2));
			return server;
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Erlang's name server is started first, because its nodes would leave one behind.
	 */
	private void run(int names, int distribution) throws IOException {
		Map<String, String> environment = Map.ofEntries(Map.entry("HOME", this.folder.toString()),
				Map.entry("ERL_EPMD_PORT", Integer.toString(names)), Map.entry("ERL_EPMD_ADDRESS", "127.0.0.1"),
				Map.entry("RABBITMQ_NODENAME", "test%d@localhost".formatted(this.port)),
				Map.entry("RABBITMQ_NODE_IP_ADDRESS", "127.0.0.1"),
				Map.entry("RABBITMQ_NODE_PORT", Integer.toString(this.port)),
				Map.entry("RABBITMQ_DIST_PORT", Integer.toString(distribution)),
				Map.entry("RABBITMQ_MNESIA_BASE", this.folder.resolve("data").toString()),
				Map.entry("RABBITMQ_LOG_BASE", this.folder.resolve("log").toString()),
				Map.entry("RABBITMQ_ENABLED_PLUGINS_FILE", this.folder.resolve("plugins").toString()),
				Map.entry("RABBITMQ_CONFIG_FILE", this.folder.resolve("rabbitmq.conf").toString()),
				Map.entry("RABBITMQ_CONF_ENV_FILE", this.folder.resolve("none.conf").toString()),
				Map.entry("RABBITMQ_PID_FILE", this.folder.resolve("pid").toString()));
		configure();
		run(environment, EPMD);
		run(environment, SERVER);
		if (!acceptsSoon()) {
			close();
			throw new IllegalStateException("RabbitMQ did not start: " + Files.readString(this.folder.resolve("out")));
		}
	}

	private void configure() throws IOException {
		Files.writeString(this.folder.resolve("rabbitmq.conf"), (this.streamPort == 0) ? "" : """
				stream.listeners.tcp.1 = 127.0.0.1:%1$d
				stream.advertised_host = 127.0.0.1
				stream.advertised_port = %1$d
				""".formatted(this.streamPort));
		Files.writeString(this.folder.resolve("plugins"), (this.streamPort == 0) ? "[]." : "[rabbitmq_stream].");
	}

	private void run(Map<String, String> environment, Path command) throws IOException {
		File out = this.folder.resolve("out").toFile();
		ProcessBuilder builder = new ProcessBuilder(command.toString()).redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.appendTo(out));
		builder.environment().putAll(environment);
		this.processes.add(builder.start());
	}

	private boolean acceptsSoon() {
		long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
		while (!accepts()) {
			if (System.nanoTime() > deadline || this.processes.stream().noneMatch(Process::isAlive)) {
				return false;
			}
			LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
		}
		return true;
	}

	private boolean accepts() {
		ConnectionFactory factory = new ConnectionFactory();
		factory.setHost("127.0.0.1");
		factory.setPort(this.port);
		try (Connection connection = factory.newConnection()) {
			return connection.isOpen() && acceptsStreams();
		}
		catch (Exception ex) {
			return false;
		}
	}

	private boolean acceptsStreams() throws IOException {
		if (this.streamPort != 0) {
			new Socket(InetAddress.getLoopbackAddress(), this.streamPort).close();
		}
		return true;
	}

	public int port() {
		return this.port;
	}

	/**
	 * Returns the port for streams.
	 * @return the port, or 0 if it has been started without
	 */
	public int streamPort() {
		return this.streamPort;
	}

	@Override
	public void close() {
		for (int i = this.processes.size() - 1; i >= 0; i--) {
			stop(this.processes.get(i));
		}
		this.processes.clear();
		FileSystemUtils.deleteRecursively(this.folder.toFile());
	}

	private static void stop(Process process) {
		List<ProcessHandle> children = process.descendants().toList();
		process.destroy();
		children.forEach(ProcessHandle::destroy);
		try {
			if (!process.waitFor(20, TimeUnit.SECONDS)) {
				process.destroyForcibly();
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		children.forEach(ProcessHandle::destroyForcibly);
	}

	private static List<Integer> freePorts(int count) throws IOException {
		List<ServerSocket> sockets = new ArrayList<>();
		try {
			for (int i = 0; i < count; i++) {
				sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
			}
			return sockets.stream().map(ServerSocket::getLocalPort).toList();
		}
		finally {
			for (ServerSocket socket : sockets) {
				socket.close();
			}
		}
	}

}

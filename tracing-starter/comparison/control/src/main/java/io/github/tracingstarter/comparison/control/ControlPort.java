package io.github.tracingstarter.comparison.control;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

import com.sun.management.OperatingSystemMXBean;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.annotation.Value;

/**
 * Reports what the process has used so far. A plain socket with one line for each query,
 * so that no tracer takes the queries for requests.
 */
public class ControlPort {

	private static final Log log = LogFactory.getLog(ControlPort.class);

	private static final String HISTOGRAM = "histogram ";

	private final OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

	private final Allocation allocation = new Allocation();

	private final ServerSocket server;

	ControlPort(@Value("${comparison.control-port}") int port) throws IOException {
		this.server = new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
		Thread thread = new Thread(this::listen, "control");
		thread.setDaemon(true);
		thread.start();
	}

	private void listen() {
		while (true) {
			try (Socket socket = this.server.accept()) {
				talk(socket);
			}
			catch (IOException ex) {
				log.warn("The control port lost its connection", ex);
			}
		}
	}

	private void talk(Socket socket) throws IOException {
		socket.setTcpNoDelay(true);
		BufferedReader in = new BufferedReader(
				new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
		OutputStream out = socket.getOutputStream();
		for (String question = in.readLine(); question != null; question = in.readLine()) {
			out.write(answer(question).getBytes(StandardCharsets.US_ASCII));
			out.flush();
		}
	}

	private String answer(String question) throws IOException {
		if (question.startsWith(HISTOGRAM)) {
			Vitals.histogram(Path.of(question.substring(HISTOGRAM.length())));
			return Vitals.line();
		}
		if (question.endsWith("gc")) {
			System.gc();
		}
		return question.startsWith("vitals") ? Vitals.line() : reading();
	}

	private String reading() {
		return "%d %d %d %d %d%n".formatted(this.system.getProcessCpuTime(), this.allocation.bytes(),
				ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(), metaspace(),
				ManagementFactory.getThreadMXBean().getThreadCount());
	}

	private static long metaspace() {
		return ManagementFactory.getMemoryPoolMXBeans()
			.stream()
			.filter((pool) -> pool.getName().equals("Metaspace"))
			.map(MemoryPoolMXBean::getUsage)
			.mapToLong((usage) -> usage.getUsed())
			.sum();
	}

}

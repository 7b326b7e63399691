package io.github.tracingstarter.extension;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/**
 * The server that the application calls: {@code /flaky} is unavailable every first time,
 * anything else returns "hello".
 */
final class CalledServer implements AutoCloseable {

	private final HttpServer server;

	private final AtomicInteger flaky = new AtomicInteger();

	private final List<List<String>> parents = new CopyOnWriteArrayList<>();

	CalledServer() {
		try {
			this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.server.createContext("/", this::answer);
		this.server.start();
	}

	private void answer(HttpExchange exchange) throws IOException {
		this.parents.add(exchange.getRequestHeaders().getOrDefault("traceparent", List.of()));
		boolean unavailable = exchange.getRequestURI().getPath().equals("/flaky")
				&& this.flaky.getAndIncrement() % 2 == 0;
		byte[] body = "hello".getBytes(StandardCharsets.UTF_8);
		exchange.sendResponseHeaders(unavailable ? 503 : 200, body.length);
		exchange.getResponseBody().write(body);
		exchange.close();
	}

	String url() {
		return "http://" + this.server.getAddress().getAddress().getHostAddress() + ":"
				+ this.server.getAddress().getPort();
	}

	/**
	 * Returns the {@code traceparent} headers of each request since the last call.
	 */
	List<List<String>> traceParents() {
		List<List<String>> all = List.copyOf(this.parents);
		this.parents.clear();
		return all;
	}

	@Override
	public void close() {
		this.server.stop(0);
	}

}

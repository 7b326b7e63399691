package io.github.tracingstarter.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/**
 * A server that gives the same response to every request.
 */
public final class AnsweringServer implements AutoCloseable {

	private final HttpServer server;

	private final List<String> requests = new CopyOnWriteArrayList<>();

	private final int status;

	private final String type;

	private final byte[] body;

	/**
	 * Starts a server on a random port of localhost.
	 * @param status the status of the response
	 * @param type its content type, or an empty text for none
	 * @param text its body
	 */
	public AnsweringServer(int status, String type, String text) {
		this.status = status;
		this.type = type;
		this.body = text.getBytes(StandardCharsets.UTF_8);
		try {
			this.server = HttpServer.create(new InetSocketAddress("localhost", 0), 0);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.server.createContext("/", this::respond);
		this.server.start();
	}

	private void respond(HttpExchange exchange) throws IOException {
		this.requests.add("%s %s %s %s".formatted(exchange.getRequestMethod(), exchange.getRequestURI(),
				exchange.getRequestHeaders().getFirst("Content-Type"),
				new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
		if (!this.type.isEmpty()) {
			exchange.getResponseHeaders().set("Content-Type", this.type);
		}
		if (this.status >= 300 && this.status <= 399) {
			exchange.getResponseHeaders().set("Location", "http://localhost:1/elsewhere");
		}
		exchange.sendResponseHeaders(this.status, (this.body.length > 0) ? this.body.length : -1);
		exchange.getResponseBody().write(this.body);
		exchange.close();
	}

	public String url() {
		return "http://localhost:" + this.server.getAddress().getPort();
	}

	/**
	 * Returns the requests so far: method, path, content type and body.
	 * @return the requests
	 */
	public List<String> requests() {
		return this.requests;
	}

	@Override
	public void close() {
		this.server.stop(0);
	}

}

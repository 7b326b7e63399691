package io.github.tracingstarter.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/**
 * A real server to call: {@code /status/404} answers with that status, {@code /hang} does
 * not answer, {@code /broken} breaks off within the body, anything else answers "hello".
 */
public final class Upstream implements AutoCloseable {

	private final HttpServer server;

	private final ExecutorService executor = Executors.newCachedThreadPool();

	private final CountDownLatch closing = new CountDownLatch(1);

	private final CountDownLatch body = new CountDownLatch(1);

	private final List<Received> received = new CopyOnWriteArrayList<>();

	public Upstream() {
		try {
			this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.server.createContext("/", this::answer);
		this.server.setExecutor(this.executor);
		this.server.start();
	}

	/**
	 * Returns the port it listens on.
	 * @return the port
	 */
	public int port() {
		return this.server.getAddress().getPort();
	}

	/**
	 * Returns the address it listens on.
	 * @return the address, not a name
	 */
	public String host() {
		return this.server.getAddress().getAddress().getHostAddress();
	}

	/**
	 * Returns a URL on this server.
	 * @param path the path, including its slash
	 * @return the URL
	 */
	public String url(String path) {
		return "http://%s:%d%s".formatted(host(), port(), path);
	}

	/**
	 * Returns the requests that arrived, in order.
	 * @return the requests
	 */
	public List<Received> received() {
		return this.received;
	}

	/**
	 * Returns the only request that arrived.
	 * @return the request
	 */
	public Received only() {
		if (this.received.size() != 1) {
			throw new AssertionError("%d requests: %s".formatted(this.received.size(), this.received));
		}
		return this.received.get(0);
	}

	/**
	 * Waits until the first part of a request body has arrived.
	 * @return whether it arrived
	 */
	public boolean awaitBody() {
		return await(this.body, 10);
	}

	private void answer(HttpExchange exchange) throws IOException {
		long body = count(exchange.getRequestBody());
		Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
		headers.putAll(exchange.getRequestHeaders());
		String path = exchange.getRequestURI().getPath();
		this.received.add(new Received(exchange.getRequestMethod(), exchange.getRequestURI(), headers, body));
		byte[] answer = "hello".getBytes(StandardCharsets.UTF_8);
		int status = path.startsWith("/status/") ? Integer.parseInt(path.substring("/status/".length())) : 200;
		if (path.equals("/hang")) {
			await(this.closing, 30);
		}
		boolean broken = path.equals("/broken");
		boolean empty = exchange.getRequestMethod().equals("HEAD") || status == 204 || status == 304;
		exchange.sendResponseHeaders(status, empty ? -1 : answer.length + (broken ? 100 : 0));
		if (!empty) {
			exchange.getResponseBody().write(answer);
			exchange.getResponseBody().flush();
		}
		exchange.close();
	}

	private static boolean await(CountDownLatch latch, int seconds) {
		try {
			return latch.await(seconds, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

	private long count(InputStream body) throws IOException {
		byte[] buffer = new byte[65536];
		long count = 0;
		for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
			count += read;
			this.body.countDown();
		}
		return count;
	}

	@Override
	public void close() {
		this.closing.countDown();
		this.server.stop(0);
		this.executor.shutdownNow();
	}

	/**
	 * A request that arrived.
	 *
	 * @param method its method
	 * @param uri the requested URI
	 * @param headers its headers, regardless of the case of their names
	 * @param bodySize the number of bytes of its body
	 */
	public record Received(String method, URI uri, Map<String, List<String>> headers, long bodySize) {

		/**
		 * Returns the values of a header.
		 * @param name its name
		 * @return the values, or none if it is missing
		 */
		public List<String> header(String name) {
			return this.headers.getOrDefault(name, List.of());
		}

	}

}

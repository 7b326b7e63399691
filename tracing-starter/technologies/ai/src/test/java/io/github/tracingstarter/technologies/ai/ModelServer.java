package io.github.tracingstarter.technologies.ai;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import org.jspecify.annotations.Nullable;

/**
 * A server that speaks the protocol of OpenAI. It gives the answers that it has been
 * told, one after the other, whole or in chunks, as the request asks for.
 */
final class ModelServer implements AutoCloseable {

	private static final String USAGE = """
			"usage":{"prompt_tokens":21,"completion_tokens":9,"total_tokens":30,\
			"prompt_tokens_details":{"cached_tokens":8},"completion_tokens_details":{"reasoning_tokens":3}}""";

	private final HttpServer server;

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();

	private final List<Received> received = new CopyOnWriteArrayList<>();

	/** Until it is down, a stream does not end. */
	private volatile CountDownLatch last = new CountDownLatch(0);

	ModelServer() {
		try {
			this.server = HttpServer.create(new InetSocketAddress("localhost", 0), 0);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.server.setExecutor(this.threads);
		this.server.createContext("/v1/chat/completions", this::chat);
		this.server.createContext("/v1/embeddings", this::embed);
		this.server.createContext("/v1/images/generations",
				(exchange) -> answer(exchange, 200, "{\"created\":1,\"data\":[{\"url\":\"http://localhost/1.png\"}]}"));
		this.server.start();
	}

	int port() {
		return this.server.getAddress().getPort();
	}

	String url() {
		return "http://localhost:" + port() + "/v1";
	}

	/**
	 * Has the next answer be a text.
	 */
	void says(String text) {
		this.answers.add(new Answer(200, text, null, null));
	}

	/**
	 * Has the next answer ask for a call of a tool.
	 */
	void calls(String tool, String arguments) {
		this.answers.add(new Answer(200, null, tool, arguments));
	}

	/**
	 * Has the next answer be a failure.
	 */
	void fails(int status, String message) {
		this.answers.add(new Answer(status, message, null, null));
	}

	/**
	 * Has streams not end.
	 */
	void goesOn() {
		this.last = new CountDownLatch(1);
	}

	/**
	 * The requests so far.
	 */
	List<Received> received() {
		return this.received;
	}

	void clear() {
		this.last = new CountDownLatch(0);
		this.answers.clear();
		this.received.clear();
	}

	private Received receive(HttpExchange exchange) throws IOException {
		Received request = new Received(exchange.getRequestURI().toString(),
				exchange.getRequestHeaders().getOrDefault("traceparent", List.of()),
				new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
		this.received.add(request);
		return request;
	}

	private void embed(HttpExchange exchange) throws IOException {
		String body = receive(exchange).body();
		StringBuilder data = new StringBuilder();
		// As many as there were texts.
		int texts = body.replaceAll("(?s).*\"input\":\\[(.*?)\\].*", "$1").split("\",\"").length;
		for (int i = 0; i < texts; i++) {
			data.append((i > 0) ? "," : "")
				.append("{\"object\":\"embedding\",\"index\":%d,\"embedding\":[0.1,0.2,0.3]}".formatted(i));
		}
		answer(exchange, 200, """
				{"object":"list","model":"embed-1-large","data":[%s],"usage":{"prompt_tokens":5,"total_tokens":5}}"""
			.formatted(data));
	}

	private void chat(HttpExchange exchange) throws IOException {
		Received request = receive(exchange);
		Answer next = this.answers.poll();
		if (next == null) {
			answer(exchange, 500, "{\"error\":{\"message\":\"The test has no answer left\"}}");
		}
		else if (next.status() != 200) {
			answer(exchange, next.status(),
					"{\"error\":{\"message\":\"%s\",\"type\":\"test\",\"code\":\"test\"}}".formatted(next.text()));
		}
		else if (request.body().contains("\"stream\":true")) {
			stream(exchange, next);
		}
		else {
			answer(exchange, 200,
					"""
							{"id":"chatcmpl-1","object":"chat.completion","created":1,"model":"gpt-test-2026","choices":[{"index":0,\
							"message":{"role":"assistant",%s},"finish_reason":"%s","logprobs":null}],%s}"""
						.formatted(next.message(), next.reason(), USAGE));
		}
	}

	private void stream(HttpExchange exchange, Answer next) throws IOException {
		exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
		exchange.sendResponseHeaders(200, 0);
		try (OutputStream out = exchange.getResponseBody()) {
			if (next.tool() != null) {
				chunk(out, "{\"role\":\"assistant\"," + next.message() + "}", null);
			}
			else {
				for (String word : String.valueOf(next.text()).split("(?<= )")) {
					chunk(out, "{\"role\":\"assistant\",\"content\":\"%s\"}".formatted(word), null);
				}
			}
			// More and more, so that a client that has gone is noticed.
			while (!this.last.await(20, TimeUnit.MILLISECONDS)) {
				chunk(out, "{\"role\":\"assistant\",\"content\":\"And so on. \"}", null);
			}
			chunk(out, "{}", next.reason());
			write(out, "{\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"created\":1,"
					+ "\"model\":\"gpt-test-2026\",\"choices\":[]," + USAGE + "}");
			write(out, "[DONE]");
		}
		catch (IOException ex) {
			// The client has had enough.
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private static void chunk(OutputStream out, String delta, @Nullable String reason) throws IOException {
		write(out, """
				{"id":"chatcmpl-1","object":"chat.completion.chunk","created":1,"model":"gpt-test-2026",\
				"choices":[{"index":0,"delta":%s,"finish_reason":%s,"logprobs":null}]}""".formatted(delta,
				(reason != null) ? '"' + reason + '"' : "null"));
	}

	private static void write(OutputStream out, String data) throws IOException {
		out.write(("data: " + data + "\n\n").getBytes(StandardCharsets.UTF_8));
		out.flush();
	}

	private static void answer(HttpExchange exchange, int status, String body) throws IOException {
		byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
		exchange.getResponseHeaders().set("Content-Type", "application/json");
		exchange.sendResponseHeaders(status, bytes.length);
		exchange.getResponseBody().write(bytes);
		exchange.close();
	}

	@Override
	public void close() {
		this.last.countDown();
		this.server.stop(0);
		this.threads.shutdownNow();
	}

	/**
	 * A request.
	 *
	 * @param path its path
	 * @param parents the headers that carry the trace
	 * @param body its body
	 */
	record Received(String path, List<String> parents, String body) {

	}

	private record Answer(int status, @Nullable String text, @Nullable String tool, @Nullable String arguments) {

		private String reason() {
			return (this.tool != null) ? "tool_calls" : "stop";
		}

		private String message() {
			if (this.tool == null) {
				return "\"content\":\"%s\"".formatted(this.text);
			}
			return """
					"content":null,"tool_calls":[{"index":0,"id":"call_1","type":"function",\
					"function":{"name":"%s","arguments":"%s"}}]""".formatted(this.tool,
					String.valueOf(this.arguments).replace("\"", "\\\""));
		}

	}

}

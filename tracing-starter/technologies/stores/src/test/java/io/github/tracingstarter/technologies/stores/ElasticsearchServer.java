package io.github.tracingstarter.technologies.stores;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/**
 * Answers a few requests as Elasticsearch does. It is no search engine: the client cannot
 * tell, and its spans do not depend on what is found.
 */
final class ElasticsearchServer implements AutoCloseable {

	private static final String DOCUMENT = """
			{"_index":"orders","_id":"1","_version":1,"_seq_no":0,"_primary_term":1,"found":true,
			"_source":{"id":"1","customer":"secret"}}""";

	private static final Map<String, Answer> ANSWERS = Map.of("PUT /orders/_doc/1",
			new Answer(201,
					"""
							{"_index":"orders","_id":"1","_version":1,"result":"created","_shards":{"total":2,"successful":1,"failed":0},
							"_seq_no":0,"_primary_term":1}"""),
			"GET /orders/_doc/1", new Answer(200, DOCUMENT), "GET /orders/_doc/2", new Answer(404, """
					{"_index":"orders","_id":"2","found":false}"""), "POST /orders/_search", new Answer(200, """
					{"took":2,"timed_out":false,"_shards":{"total":1,"successful":1,"skipped":0,"failed":0},
					"hits":{"total":{"value":1,"relation":"eq"},"max_score":0.2,"hits":[{"_index":"orders","_id":"1",
					"_score":0.2,"_source":{"id":"1","customer":"secret"}}]}}"""), "POST /orders/_refresh",
			new Answer(200, """
					{"_shards":{"total":2,"successful":1,"failed":0}}"""), "POST /missing/_search",
			new Answer(404,
					"""
							{"error":{"root_cause":[{"type":"index_not_found_exception","reason":"no such index [secret]"}],
							"type":"index_not_found_exception","reason":"no such index [secret]","index":"missing"},"status":404}"""),
			"GET /", new Answer(200,
					"""
							{"name":"one","cluster_name":"test","cluster_uuid":"1","version":{"number":"9.4.2","build_flavor":"default",
							"build_type":"tar","build_hash":"1","build_date":"2026-01-01T00:00:00Z","build_snapshot":false,
							"lucene_version":"10.3.0","minimum_wire_compatibility_version":"8.19.0",
							"minimum_index_compatibility_version":"8.0.0"},"tagline":"You Know, for Search"}"""));

	private final HttpServer server;

	private final List<String> requests = new CopyOnWriteArrayList<>();

	private final List<String> traceparents = new CopyOnWriteArrayList<>();

	ElasticsearchServer() {
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
		String request = exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath();
		this.requests.add(request);
		this.traceparents.addAll(exchange.getRequestHeaders().getOrDefault("traceparent", List.of()));
		exchange.getRequestBody().readAllBytes();
		Answer answer = ANSWERS.getOrDefault(request,
				new Answer(400, "{\"error\":\"" + request + "\",\"status\":400}"));
		byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
		exchange.getResponseHeaders().set("X-Elastic-Product", "Elasticsearch");
		exchange.getResponseHeaders().set("Content-Type", "application/vnd.elasticsearch+json;compatible-with=9");
		exchange.sendResponseHeaders(answer.status(), body.length);
		exchange.getResponseBody().write(body);
		exchange.close();
	}

	int port() {
		return this.server.getAddress().getPort();
	}

	String url() {
		return "http://localhost:" + port();
	}

	List<String> requests() {
		return this.requests;
	}

	List<String> traceparents() {
		return this.traceparents;
	}

	@Override
	public void close() {
		this.server.stop(0);
	}

	private record Answer(int status, String body) {

	}

}

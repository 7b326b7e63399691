package io.github.tracingstarter.ui.exchange;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.github.tracingstarter.otlp.MalformedException;
import io.github.tracingstarter.ui.UiRequest;
import io.github.tracingstarter.ui.UiResponse;
import io.github.tracingstarter.ui.UiRoute;
import io.github.tracingstarter.ui.UiRoutes;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;

/**
 * The Model Context Protocol, with which an assistant reads the traces. It uses the
 * streamable HTTP transport without streams and sessions, because all answers are
 * available at once. The tools are the read operations of the page's API.
 */
final class Mcp implements UiRoutes {

	private static final Set<String> VERSIONS = Set.of("2024-11-05", "2025-03-26", "2025-06-18");

	private static final String NEWEST = "2025-06-18";

	private static final int INVALID_REQUEST = -32600;

	private static final int NO_SUCH_METHOD = -32601;

	private static final int INVALID_PARAMETERS = -32602;

	private static final int NO_JSON = -32700;

	private static final List<McpTool> TOOLS = List.of(
			new McpTool("list_traces", "The recent traces of the application, the newest first.", "/traces")
				.optional("service", "only those in which this service takes part")
				.optional("limit", "the maximum number, 20 by default"),
			new McpTool("search_traces",
					"Finds traces by a query such as: status:5xx duration>100ms sql>10 n+1:true path:/orders "
							+ "db.system.name:h2 \"text in messages, SQL or log lines\". OR, - and brackets are understood.",
					"/traces")
				.required("q", "the query")
				.optional("service", "only those in which this service takes part")
				.optional("limit", "the maximum number, 20 by default"),
			new McpTool("get_trace", "One trace as Markdown: its spans, statements, exceptions and log lines.",
					"/traces/{id}/markdown")
				.required("id", "the trace id"),
			new McpTool("insights", "Slow routes, slow SQL, N+1 queries and errors over all stored traces.",
					"/insights")
				.optional("service", "only those of this service"),
			new McpTool("request_rates",
					"Requests, failures and durations of each route in the last hour, minute by minute, also of requests without a trace.",
					"/rates")
				.optional("service", "only those of this service"),
			new McpTool("logs", "The recent log lines, the newest first.", "/logs")
				.optional("traceId", "only those of a trace")
				.optional("service", "only those of this service")
				.optional("level", "only those of this level or a higher one: ERROR, WARN, INFO, DEBUG")
				.optional("q", "a text in the lines")
				.optional("limit", "the maximum number, 50 by default"),
			new McpTool("compare_traces",
					"What one trace does that another one does not, or takes longer for: calls that differ, with those above them.",
					"/traces/{id}/compare")
				.required("id", "the id of the trace before")
				.required("with", "the id of the trace after"));

	private final ObjectProvider<UiRoutes> routes;

	private final String application;

	private final String path;

	/**
	 * Creates the endpoint.
	 * @param routes the routes of the API
	 * @param application the name of the application
	 * @param page the path of the page
	 */
	Mcp(ObjectProvider<UiRoutes> routes, String application, String page) {
		this.routes = routes;
		this.application = application;
		this.path = page + "/mcp";
	}

	@Override
	public List<UiRoute> routes() {
		return List.of(UiRoute.absolute("POST", this.path, this::answer));
	}

	private UiResponse answer(UiRequest request) {
		JsonObject message;
		try {
			message = JsonObject.parse(request.body());
		}
		catch (MalformedException ex) {
			return UiResponse.json(400, error(null, NO_JSON, String.valueOf(ex.getMessage())));
		}
		Object id = message.get("id");
		if (!(id instanceof String || id instanceof Number)) {
			// A notification, or a response to a request that was never sent.
			return message.has("method") ? new UiResponse(202, "", new byte[0], Map.of())
					: UiResponse.json(400, error(null, INVALID_REQUEST, "This is no request."));
		}
		return UiResponse.json(answer(id, message.text("method"), message.object("params")));
	}

	private Map<String, Object> answer(Object id, String method, JsonObject params) {
		return switch (method) {
			case "initialize" -> result(id, initialize(params.text("protocolVersion")));
			case "ping" -> result(id, Map.of());
			case "tools/list" -> result(id, Map.of("tools", TOOLS.stream().map(McpTool::toJson).toList()));
			case "tools/call" -> call(id, params);
			default -> error(id, NO_SUCH_METHOD, "There is no method '%s'.".formatted(method));
		};
	}

	private Map<String, Object> initialize(String version) {
		Map<String, Object> result = new LinkedHashMap<>();
		result.put("protocolVersion", VERSIONS.contains(version) ? version : NEWEST);
		result.put("capabilities", Map.of("tools", Map.of("listChanged", false)));
		String implementation = getClass().getPackage().getImplementationVersion();
		result.put("serverInfo", Map.of("name", "tracing-starter", "version",
				(implementation != null) ? implementation : "development"));
		result.put("instructions",
				"What requests to the application '%s' did, from its own memory: their spans, statements, failures and log lines."
					.formatted(this.application));
		return result;
	}

	private Map<String, Object> call(Object id, JsonObject params) {
		McpTool tool = TOOLS.stream().filter((it) -> it.name().equals(params.text("name"))).findFirst().orElse(null);
		if (tool == null) {
			return error(id, INVALID_PARAMETERS, "There is no tool '%s'.".formatted(params.text("name")));
		}
		Map<String, String> arguments = tool.arguments(params.object("arguments"));
		String missing = tool.missing(arguments);
		if (missing != null) {
			return error(id, INVALID_PARAMETERS, "The argument '%s' is missing.".formatted(missing));
		}
		UiRoute route = this.routes.stream()
			.flatMap((bean) -> bean.routes().stream())
			.filter((it) -> it.method().equals("GET") && it.path().equals(tool.path()))
			.findFirst()
			.orElse(null);
		if (route == null) {
			return result(id, content("The application does not keep this.", true));
		}
		UiResponse response = route.handler().apply(new Arguments(arguments));
		return result(id, content(new String(response.body(), StandardCharsets.UTF_8), response.status() >= 400));
	}

	private static Map<String, Object> content(String text, boolean failed) {
		Map<String, Object> content = new LinkedHashMap<>();
		content.put("content", List.of(Map.of("type", "text", "text", text)));
		content.put("isError", failed);
		return content;
	}

	private static Map<String, Object> result(Object id, Map<String, Object> result) {
		Map<String, Object> message = new LinkedHashMap<>();
		message.put("jsonrpc", "2.0");
		message.put("id", id);
		message.put("result", result);
		return message;
	}

	private static Map<String, Object> error(@Nullable Object id, int code, String text) {
		Map<String, Object> error = new LinkedHashMap<>();
		error.put("code", code);
		error.put("message", text);
		Map<String, Object> message = new LinkedHashMap<>();
		message.put("jsonrpc", "2.0");
		message.put("id", id);
		message.put("error", error);
		return message;
	}

	/**
	 * A request from a tool to the API.
	 */
	private record Arguments(Map<String, String> values) implements UiRequest {

		@Override
		public String variable(String name) {
			return this.values.getOrDefault(name, "");
		}

		@Override
		public @Nullable String parameter(String name) {
			return this.values.get(name);
		}

		@Override
		public @Nullable String header(String name) {
			return null;
		}

		@Override
		public byte[] body() {
			return new byte[0];
		}

	}

}

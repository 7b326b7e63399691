package io.github.tracingstarter.ui.exchange;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;

import io.github.tracingstarter.ui.ReceivedLogs;
import io.github.tracingstarter.ui.ReceivedRequests;
import io.github.tracingstarter.ui.UiProperties;
import io.github.tracingstarter.ui.UiRequest;
import io.github.tracingstarter.ui.UiResponse;
import io.github.tracingstarter.ui.UiRoute;
import io.github.tracingstarter.ui.UiRoutes;
import io.github.tracingstarter.ui.store.StoredSpan;
import io.github.tracingstarter.ui.store.StoredTrace;
import io.github.tracingstarter.ui.store.TraceStore;
import io.opentelemetry.api.trace.TraceId;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.json.JsonWriter;

/**
 * Export and import in the page's API, and the receivers.
 */
final class ExchangeRoutes implements UiRoutes {

	private static final JsonWriter<Object> JSON = JsonWriter.standard();

	private final TraceStore store;

	private final UnaryOperator<StoredSpan> redaction;

	private final @Nullable ReceivedLogs logs;

	private final ReceivedRequests requests;

	private final Function<StoredTrace, Map<String, Object>> traceJson;

	private final HtmlPage htmlPage;

	private final UiProperties properties;

	private final String application;

	/**
	 * Creates the routes.
	 * @param store the traces
	 * @param redaction hides the secrets of a received span
	 * @param logs accepts received log lines, or null if none are kept
	 * @param requests accepts received metrics of requests
	 * @param traceJson writes a trace for the page
	 * @param htmlPage converts it to a file
	 * @param properties the properties of the page
	 * @param application the name of the application
	 */
	ExchangeRoutes(TraceStore store, UnaryOperator<StoredSpan> redaction, @Nullable ReceivedLogs logs,
			ReceivedRequests requests, Function<StoredTrace, Map<String, Object>> traceJson, HtmlPage htmlPage,
			UiProperties properties, String application) {
		this.store = store;
		this.redaction = redaction;
		this.logs = logs;
		this.requests = requests;
		this.traceJson = traceJson;
		this.htmlPage = htmlPage;
		this.properties = properties;
		this.application = application;
	}

	@Override
	public List<UiRoute> routes() {
		Import imports = new Import(this.store, this.redaction);
		List<UiRoute> routes = new ArrayList<>();
		routes.add(UiRoute.get("/traces/{id}/export", this::export));
		routes.add(UiRoute.post("/import", imports::file));
		if (this.properties.receiver().enabled()) {
			routes.add(UiRoute.absolute("POST", "/v1/traces", Receiver.ofSpans(imports)::receive));
			if (this.logs != null) {
				routes.add(UiRoute.absolute("POST", "/v1/logs", Receiver.ofLogs(this.logs)::receive));
			}
			routes.add(UiRoute.absolute("POST", "/v1/metrics", Receiver.ofMetrics(this.requests)::receive));
		}
		return routes;
	}

	private UiResponse export(UiRequest request) {
		String traceId = request.variable("id");
		StoredTrace trace = TraceId.isValid(traceId) ? this.store.find(traceId) : null;
		if (trace == null) {
			return UiResponse.error(404, "There is no trace of that id. It may have been evicted.");
		}
		return switch (String.valueOf(request.parameter("format"))) {
			case "otlp" -> json("trace-%s.otlp.json".formatted(traceId), OtlpJson.write(trace.spans()));
			case "jaeger" -> json("trace-%s.jaeger.json".formatted(traceId), JaegerJson.write(traceId, trace.spans()));
			case "html" -> html(trace, "true".equals(request.parameter("logs")));
			default -> UiResponse.error(400, "The parameter 'format' must be otlp, jaeger or html.");
		};
	}

	private static UiResponse json(String fileName, Map<String, Object> value) {
		return UiResponse.download("application/json", JSON.writeToString(value).getBytes(StandardCharsets.UTF_8),
				fileName);
	}

	/**
	 * Returns a file to share. Log lines may contain anything, such as the values of a
	 * statement, so they are included only on request.
	 */
	private UiResponse html(StoredTrace trace, boolean logs) {
		String traceId = trace.traceId();
		Map<String, Object> meta = new LinkedHashMap<>();
		meta.put("app", this.application);
		meta.put("slowUs", this.properties.slowThreshold().toNanos() / 1000);
		meta.put("readOnly", true);
		meta.put("logs", logs);
		meta.put("receiver", false);
		meta.put("ide", "none");
		Map<String, Object> json = new LinkedHashMap<>(this.traceJson.apply(trace));
		if (!logs) {
			json.put("logs", List.of());
		}
		return UiResponse.download("text/html;charset=UTF-8",
				this.htmlPage.write(title(trace), json, meta).getBytes(StandardCharsets.UTF_8),
				"trace-" + traceId + ".html");
	}

	private static String title(StoredTrace trace) {
		return trace.spans()
			.stream()
			.filter((span) -> span.parentSpanId() == null)
			.findFirst()
			.map(StoredSpan::name)
			.orElse("Trace " + trace.traceId());
	}

}

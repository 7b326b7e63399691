package io.github.tracingstarter.ui.traces;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

import io.github.tracingstarter.ui.store.StoredSpan;
import io.github.tracingstarter.ui.store.StoredTrace;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import org.jspecify.annotations.Nullable;

/**
 * Builds traces for tests; times are milliseconds from the start of the trace.
 */
final class TraceBuilder {

	static final String TRACE_ID = "0af7651916cd43dd8448eb211c80319c";

	static final long START = 1_700_000_000_000_000_000L;

	private final List<StoredSpan> spans = new ArrayList<>();

	private final String traceId;

	private long seq = 1;

	TraceBuilder() {
		this(TRACE_ID);
	}

	TraceBuilder(String traceId) {
		this.traceId = traceId;
	}

	TraceBuilder seq(long seq) {
		this.seq = seq;
		return this;
	}

	TraceBuilder server(String id, @Nullable String parent, long start, long end, Object... attributes) {
		return span(id, parent, "GET /orders", SpanKind.SERVER, start, end, attributes);
	}

	TraceBuilder internal(String id, @Nullable String parent, long start, long end, Object... attributes) {
		return span(id, parent, id, SpanKind.INTERNAL, start, end, attributes);
	}

	TraceBuilder select(String id, @Nullable String parent, String table, String where, long start, long end,
			Object... attributes) {
		List<Object> all = new ArrayList<>(List.of("db.system.name", "h2", "db.namespace", "shop", "db.query.summary",
				"SELECT " + table, "db.query.text", "select * from " + table + " t where t." + where + "=?"));
		all.addAll(List.of(attributes));
		return span(id, parent, "SELECT " + table, SpanKind.CLIENT, start, end, all.toArray());
	}

	TraceBuilder call(String id, @Nullable String parent, String host, long start, long end, long status) {
		span(id, parent, "GET /prices", SpanKind.CLIENT, start, end, "http.request.method", "GET", "server.address",
				host, "server.port", 8080L, "http.response.status_code", status);
		return (status >= 400) ? failed(StatusCode.ERROR, Map.of("error.type", Long.toString(status)), List.of())
				: this;
	}

	TraceBuilder span(String id, @Nullable String parent, String name, SpanKind kind, long start, long end,
			Object... attributes) {
		this.spans.add(new StoredSpan(this.traceId, id, parent, name, kind, nanos(start), nanos(end), StatusCode.UNSET,
				"", attributes(attributes), List.of(), List.of(), "shop", "test", true));
		return this;
	}

	/**
	 * Makes the last span part of another service.
	 */
	TraceBuilder of(String service) {
		StoredSpan last = this.spans.remove(this.spans.size() - 1);
		this.spans.add(new StoredSpan(last.traceId(), last.spanId(), last.parentSpanId(), last.name(), last.kind(),
				last.startNanos(), last.endNanos(), last.status(), last.statusDescription(), last.attributes(),
				last.events(), last.links(), service, last.scope(), false));
		return this;
	}

	/**
	 * Adds an exception to the last span.
	 */
	TraceBuilder failed(String type, String message, String stackTrace) {
		return failed(StatusCode.ERROR, Map.of("error.type", type), List.of(new StoredSpan.Event("exception", START,
				attributes("exception.type", type, "exception.message", message, "exception.stacktrace", stackTrace))));
	}

	private TraceBuilder failed(StatusCode status, Map<String, String> more, List<StoredSpan.Event> events) {
		StoredSpan last = this.spans.remove(this.spans.size() - 1);
		AttributesBuilder attributes = last.attributes().toBuilder();
		more.forEach(attributes::put);
		this.spans.add(new StoredSpan(last.traceId(), last.spanId(), last.parentSpanId(), last.name(), last.kind(),
				last.startNanos(), last.endNanos(), status, "", attributes.build(), events, last.links(),
				last.service(), last.scope(), last.local()));
		return this;
	}

	/**
	 * Adds an event to the last span.
	 */
	TraceBuilder event(String name, long at, Attributes attributes) {
		StoredSpan last = this.spans.remove(this.spans.size() - 1);
		this.spans.add(new StoredSpan(last.traceId(), last.spanId(), last.parentSpanId(), last.name(), last.kind(),
				last.startNanos(), last.endNanos(), last.status(), "", last.attributes(),
				List.of(new StoredSpan.Event(name, nanos(at), attributes)), last.links(), last.service(), last.scope(),
				last.local()));
		return this;
	}

	StoredTrace build() {
		return new StoredTrace(this.traceId, this.seq, List.copyOf(this.spans), 0);
	}

	SpanTree tree() {
		return SpanTree.of(build());
	}

	Summary summary() {
		return new Summaries(Duration.ofMillis(500)).of(build());
	}

	List<Insight> insights() {
		return TraceInsights.of(build(), tree(), summary(), Duration.ofMillis(500).toNanos(), alone());
	}

	/**
	 * Returns surroundings without other traces and without pauses.
	 */
	static Surroundings alone() {
		return surroundings(new Summaries(Duration.ofMillis(500)), (name) -> false);
	}

	static Surroundings surroundings(Summaries summaries, Predicate<String> application) {
		return new Surroundings(null, summaries, new GcPauses(), application);
	}

	static SpanNode node(SpanTree tree, String id) {
		return tree.nodes().stream().filter((node) -> node.span().spanId().equals(id)).findFirst().orElseThrow();
	}

	static long millis(long nanos) {
		return TimeUnit.NANOSECONDS.toMillis(nanos);
	}

	private static long nanos(long millis) {
		return START + TimeUnit.MILLISECONDS.toNanos(millis);
	}

	private static Attributes attributes(Object... keysAndValues) {
		AttributesBuilder builder = Attributes.builder();
		for (int i = 0; i < keysAndValues.length; i += 2) {
			String key = (String) keysAndValues[i];
			Object value = keysAndValues[i + 1];
			if (value instanceof Long number) {
				builder.put(AttributeKey.longKey(key), number);
			}
			else if (value instanceof Double number) {
				builder.put(AttributeKey.doubleKey(key), number);
			}
			else {
				builder.put(AttributeKey.stringKey(key), value.toString());
			}
		}
		return builder.build();
	}

}

package io.github.tracingstarter.propagation;

import java.util.HashMap;
import java.util.Map;

import io.github.tracingstarter.instrument.Spans;
import io.github.tracingstarter.testing.BenchmarkApplication;
import io.github.tracingstarter.testing.HotPathBenchmark;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.TextMapGetter;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/**
 * A request that comes in, its span with a scope, and a call that goes out.
 */
@SuppressWarnings("try")
public class BaggageBenchmark extends HotPathBenchmark {

	@Param
	public Carried carried;

	private final Map<String, String> outgoing = new HashMap<>();

	private Map<String, String> incoming;

	private BenchmarkApplication application;

	private Spans spans;

	private TraceHeaders headers;

	@Setup
	public void start() {
		this.incoming = new HashMap<>(Map.of("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"));
		if (this.carried != Carried.OFF) {
			this.incoming.put("baggage", "tenant=acme,plan=gold");
		}
		this.application = BenchmarkApplication.startWith((this.carried == Carried.FIELDS)
				? new String[] { "tracing.baggage.tag-fields=tenant", "tracing.baggage.correlation-fields=tenant" }
				: new String[0]);
		this.spans = this.application.spans();
		this.headers = TraceHeaders.with(this.spans.propagation());
	}

	@TearDown
	public void stop() {
		this.application.close();
	}

	@Benchmark
	public Object requestAndCall() {
		Context parent = this.headers.extract(Context.root(), this.incoming, Headers.INSTANCE);
		Span span = this.spans.span("GET /users", SpanKind.SERVER, parent).startSpan();
		Context context = parent.with(span);
		this.outgoing.clear();
		try (Scope scope = context.makeCurrent()) {
			this.spans.inject(context, this.outgoing, (map, name, value) -> map.put(name, value));
		}
		span.end();
		return this.outgoing;
	}

	/**
	 * What there is of baggage.
	 */
	public enum Carried {

		/** None. */
		OFF,

		/** Two fields that are forwarded. */
		FORWARDED,

		/** The same, one of them on spans and in the MDC. */
		FIELDS

	}

	private enum Headers implements TextMapGetter<Map<String, String>> {

		INSTANCE;

		@Override
		public Iterable<String> keys(Map<String, String> carrier) {
			return carrier.keySet();
		}

		@Override
		public @Nullable String get(@Nullable Map<String, String> carrier, String key) {
			return (carrier != null) ? carrier.get(key) : null;
		}

	}

}

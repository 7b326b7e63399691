package io.github.tracingstarter.propagation;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.trace.data.SpanData;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * One application calls another, which knows no other format.
 */
class RoundTripTests {

	private static final Map<String, Set<String>> HEADERS = Map.of("w3c", Set.of("traceparent"), "b3", Set.of("b3"),
			"b3-multi", Set.of("x-b3-traceid", "x-b3-spanid", "x-b3-sampled"), "jaeger", Set.of("uber-trace-id"),
			"xray", Set.of("x-amzn-trace-id"), "b3,w3c", Set.of("b3", "traceparent"), "none", Set.of());

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			w3c | servlet
			b3 | servlet
			b3-multi | servlet
			jaeger | servlet
			xray | servlet
			b3,w3c | servlet
			w3c | reactive
			b3 | reactive
			b3-multi | reactive
			jaeger | reactive
			xray | reactive
			""")
	void aCallIsInTheTraceOfItsCaller(String format, String type) {
		try (CallingApplication caller = start(type, "produce=" + format, "consume=none");
				CallingApplication called = start(type, "produce=none", "consume=" + format)) {
			Set<String> headers = headers(caller.get("/call?to=" + called.port()));
			assertThat(headers).isEqualTo(HEADERS.get(format));
			caller.spans().await(2);
			called.spans().await(1);
			assertThat(caller.spans().tree()).isEqualTo("SERVER GET /call\n  CLIENT GET /answer\n");
			SpanData client = caller.spans().first(SpanKind.CLIENT);
			SpanData server = called.spans().named("GET /answer");
			assertThat(List.of(server.getTraceId(), server.getParentSpanId()))
				.isEqualTo(List.of(client.getTraceId(), client.getSpanId()));
			assertThat(server.getParentSpanContext().isRemote()).isTrue();
			assertThat(server.getParentSpanContext().isSampled()).isTrue();
		}
	}

	@ParameterizedTest
	@CsvSource({ "servlet", "reactive" })
	void aCallIsInATraceOfItsOwnWhereTheFormatsDiffer(String type) {
		try (CallingApplication caller = start(type, "produce=jaeger", "consume=w3c");
				CallingApplication called = start(type, "produce=jaeger", "consume=w3c,b3,b3-multi,xray")) {
			assertThat(headers(caller.get("/call?to=" + called.port()))).isEqualTo(Set.of("uber-trace-id"));
			called.spans().await(1);
			assertThat(called.spans().named("GET /answer").getParentSpanContext().isValid()).isFalse();
		}
	}

	private static CallingApplication start(String type, String... properties) {
		String[] keys = Stream.of(properties)
			.map((property) -> "tracing.propagation." + property)
			.toArray(String[]::new);
		return type.equals("servlet") ? CallingApplication.servlet(keys) : CallingApplication.reactive(keys);
	}

	private static Set<String> headers(Map<String, String> seen) {
		Set<String> headers = new TreeSet<>(seen.keySet());
		headers.removeIf((name) -> "[<(".indexOf(name.charAt(0)) >= 0);
		return headers;
	}

}

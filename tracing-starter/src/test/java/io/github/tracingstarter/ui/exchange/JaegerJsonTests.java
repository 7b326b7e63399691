package io.github.tracingstarter.ui.exchange;

import java.nio.charset.StandardCharsets;
import java.util.List;

import io.github.tracingstarter.ui.store.StoredSpan;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import org.junit.jupiter.api.Test;

import org.springframework.boot.json.JsonWriter;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of the JSON of Jaeger.
 */
class JaegerJsonTests {

	@Test
	void itHasTheShapeOfJaegersApi() {
		StoredSpan span = new StoredSpan(Samples.TRACE, Samples.CHILD, Samples.ROOT, "SELECT orders", SpanKind.CLIENT,
				5_000, 12_900, StatusCode.ERROR, "", Attributes.of(AttributeKey.longKey("rows"), 3L),
				List.of(new StoredSpan.Event("retry", 6_000, Attributes.of(AttributeKey.doubleKey("wait"), 0.5))),
				List.of(new StoredSpan.Link(Samples.OTHER_TRACE, Samples.ROOT, Attributes.empty())), "shop", "jdbc",
				true);
		assertThat(JsonWriter.standard().writeToString(JaegerJson.write(Samples.TRACE, List.of(span)))).satisfies(
				(json) -> assertThat(JsonObject.parse(json.getBytes(StandardCharsets.UTF_8))).isEqualTo(JsonObject
					.parse("""
							{"data":[{"traceID":"0af7651916cd43dd8448eb211c80319c","spans":[{
							"traceID":"0af7651916cd43dd8448eb211c80319c","spanID":"00f067aa0ba902b7","flags":1,
							"operationName":"SELECT orders","references":[
							{"refType":"CHILD_OF","traceID":"0af7651916cd43dd8448eb211c80319c","spanID":"b7ad6b7169203331"},
							{"refType":"FOLLOWS_FROM","traceID":"1af7651916cd43dd8448eb211c80319c","spanID":"b7ad6b7169203331"}],
							"startTime":5,"duration":7,"tags":[
							{"key":"rows","type":"int64","value":3},
							{"key":"span.kind","type":"string","value":"client"},
							{"key":"otel.status_code","type":"string","value":"ERROR"},
							{"key":"error","type":"bool","value":true},
							{"key":"otel.scope.name","type":"string","value":"jdbc"}],
							"logs":[{"timestamp":6,"fields":[{"key":"event","type":"string","value":"retry"},
							{"key":"wait","type":"float64","value":0.5}]}],"processID":"p1"}],
							"processes":{"p1":{"serviceName":"shop","tags":[]}}}]}"""
						.getBytes(StandardCharsets.UTF_8))));
	}

	@Test
	void thereAndBackKeepsAllButTheNanosecondsAndTheTypesOfLists() {
		List<StoredSpan> spans = read(
				JsonWriter.standard().writeToString(JaegerJson.write(Samples.TRACE, Samples.trace())));
		assertThat(spans).hasSize(3);
		for (int i = 0; i < spans.size(); i++) {
			StoredSpan before = Samples.trace().get(i);
			StoredSpan after = spans.get(i);
			assertThat(after).usingRecursiveComparison()
				.ignoringFields("startNanos", "endNanos", "attributes", "events", "links")
				.isEqualTo(before);
			assertThat(after.startNanos()).isEqualTo(before.startNanos() / 1000 * 1000);
			assertThat(after.durationNanos()).isEqualTo(before.durationNanos() / 1000 * 1000);
		}
		StoredSpan root = spans.get(0);
		assertThat(root.attributes()).isEqualTo(Samples.root()
			.attributes()
			.toBuilder()
			.removeIf(
					(key) -> List.of("texts", "longs", "doubles", "booleans", "nan", "infinite").contains(key.getKey()))
			.put("texts", "[\"a\",\"b\"]")
			.put("longs", "[1,-9223372036854775808]")
			.put("doubles", "[1.0,2.5]")
			.put("booleans", "[true,false]")
			.put("nan", "NaN")
			.put("infinite", "-Infinity")
			.build());
		assertThat(root.events()).containsExactly(new StoredSpan.Event("exception", Samples.START / 1000 * 1000,
				Samples.root().events().get(0).attributes()));
		assertThat(root.links())
			.containsExactly(new StoredSpan.Link(Samples.OTHER_TRACE, Samples.CHILD, Attributes.empty()));
	}

	@Test
	void whatOlderVersionsWroteIsRead() {
		StoredSpan span = read("""
				{"data":[{"spans":[{"traceID":"7651916cd43dd844","spanID":"f067aa0ba902b7","operationName":"old",
				"references":[{"refType":"CHILD_OF","traceID":"7651916cd43dd844","spanID":"1"}],
				"startTime":1700000000000000,"duration":3,"processID":"p1",
				"tags":[{"key":"error","type":"string","value":"true"},{"key":"b","type":"bool","value":"true"},
				{"key":"bad","type":"int64","value":"x"},{"key":"f","type":"float64","value":3}],
				"logs":[{"timestamp":1700000000000001,"fields":[{"key":"message","value":"hello"}]}]}],
				"processes":{"p1":{"serviceName":"shop"}}}]}""").get(0);
		assertThat(span.traceId()).isEqualTo("00000000000000007651916cd43dd844");
		assertThat(span.spanId()).isEqualTo("00f067aa0ba902b7");
		assertThat(span.parentSpanId()).isEqualTo("0000000000000001");
		assertThat(span.service()).isEqualTo("shop");
		assertThat(span.status()).isEqualTo(StatusCode.ERROR);
		assertThat(span.attributes()).isEqualTo(Attributes.builder().put("b", true).put("f", 3.0).build());
		assertThat(span.events()).containsExactly(new StoredSpan.Event("log", 1_700_000_000_000_001_000L,
				Attributes.of(AttributeKey.stringKey("message"), "hello")));
	}

	private static List<StoredSpan> read(String json) {
		return JaegerJson.read(JsonObject.parse(json.getBytes(StandardCharsets.UTF_8))).spans();
	}

}

package io.github.tracingstarter.ui.traces;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.github.tracingstarter.ui.store.StoredSpan;
import io.github.tracingstarter.ui.store.StoredTrace;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.json.JsonParserFactory;
import org.springframework.core.io.ClassPathResource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of the comparison of two traces, with the table that the page's tests also read.
 */
class TraceComparisonTests {

	static Stream<Map<?, ?>> cases() throws IOException {
		String json = new ClassPathResource("compare-cases.json").getContentAsString(StandardCharsets.UTF_8);
		return ((List<?>) JsonParserFactory.getJsonParser().parseMap(json).get("cases")).stream()
			.map((element) -> (Map<?, ?>) element);
	}

	@ParameterizedTest
	@MethodSource("cases")
	void rowsAreThoseOfTheTable(Map<?, ?> example) {
		List<TraceComparison.Row> rows = TraceComparison.align(tree(example, "before"), tree(example, "after"));
		assertThat(rows)
			.extracting((row) -> "%s %d>%d %s %d".formatted(indented(row), count(row.before()), count(row.after()),
					row.change(), row.differenceNanos() / 1000))
			.isEqualTo(example.get("rows"));
		assertThat(TraceComparison.onlyDifferences(rows)).extracting(TraceComparisonTests::indented)
			.isEqualTo(example.get("differences"));
	}

	private static String indented(TraceComparison.Row row) {
		return " ".repeat(row.depth()) + row.name();
	}

	private static int count(TraceComparison.@Nullable Side side) {
		return (side != null) ? side.count() : 0;
	}

	private static SpanTree tree(Map<?, ?> example, String side) {
		List<StoredSpan> spans = ((List<?>) example.get(side)).stream()
			.map((element) -> span((Map<?, ?>) element))
			.toList();
		return SpanTree.of(new StoredTrace(TraceBuilder.TRACE_ID, 1, spans, 0));
	}

	private static StoredSpan span(Map<?, ?> json) {
		boolean isStatement = "db".equals(json.get("category"));
		long start = TraceBuilder.START + micros(json, "offsetUs");
		Object service = json.get("service");
		Attributes attributes = isStatement ? Attributes.builder()
			.put("db.system.name", "h2database")
			.put("db.query.summary", json.get("summary").toString())
			.build() : Attributes.empty();
		return new StoredSpan(TraceBuilder.TRACE_ID, json.get("spanId").toString(), (String) json.get("parentId"),
				json.get("name").toString(), isStatement ? SpanKind.CLIENT : SpanKind.INTERNAL, start,
				start + micros(json, "durationUs"), StatusCode.UNSET, "", attributes, List.of(), List.of(),
				(service != null) ? service.toString() : "shop", "test", true);
	}

	private static long micros(Map<?, ?> json, String name) {
		return ((Number) json.get(name)).longValue() * 1000;
	}

}

package io.github.tracingstarter.ui.traces;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

import io.github.tracingstarter.ui.TraceLogs;
import io.github.tracingstarter.ui.UiResponse;
import io.github.tracingstarter.ui.store.StoredSpan;
import io.github.tracingstarter.ui.store.StoredTrace;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.boot.json.JsonParserFactory;

import static org.assertj.core.api.Assertions.assertThat;

class TraceJsonTests {

	@Test
	void aSpanHasAllThatIsKnownAboutIt() {
		StoredSpan span = new StoredSpan("t", "s", "remote", "GET /", SpanKind.SERVER, TraceBuilder.START,
				TraceBuilder.START + 1_500, StatusCode.ERROR, "broken",
				Attributes.builder()
					.put(AttributeKey.longKey("http.response.status_code"), 500L)
					.put(AttributeKey.doubleKey("ratio"), Double.NaN)
					.put(AttributeKey.stringArrayKey("names"), "a", "<img onerror>")
					.put(AttributeKey.booleanKey("flag"), true)
					.build(),
				List.of(new StoredSpan.Event("happened", TraceBuilder.START + 500, Attributes.empty())),
				List.of(new StoredSpan.Link("other", "span", Attributes.empty())), "shop", "scope", false);
		assertThat(spans(new StoredTrace("t", 1, List.of(span), 0))).asString()
			.isEqualTo("[{spanId=s, parentId=remote, name=GET /, kind=server, category=server, service=shop,"
					+ " local=false, startUs=1700000000000000, offsetUs=0, durationUs=1.5, selfUs=1.5,"
					+ " criticalUs=1.5, status=error, statusDescription=broken, error=error, statusCode=500,"
					+ " attributes=[{key=flag, type=boolean, value=true}, {key=http.response.status_code,"
					+ " type=long, value=500}, {key=names, type=string[], value=[a, <img onerror>]},"
					+ " {key=ratio, type=double, value=NaN}], events=[{name=happened, offsetUs=0.5,"
					+ " attributes=[]}], links=[{traceId=other, spanId=span}], scope=scope}]");
	}

	@Test
	void aCircleIsNotPassedOn() {
		List<?> spans = spans(new TraceBuilder().internal("a", "b", 0, 9).internal("b", "a", 1, 8).build());
		assertThat(spans.stream().map((span) -> String.valueOf(((Map<?, ?>) span).get("parentId"))))
			.containsExactly("null", "a");
	}

	@Test
	void logLinesBelongToTheTrace() {
		StaticListableBeanFactory beans = new StaticListableBeanFactory();
		beans.addBean("logs", new TraceLogs() {

			@Override
			public int count(String traceId) {
				return traceId.equals(TraceBuilder.TRACE_ID) ? 1 : 0;
			}

			@Override
			public List<Map<String, Object>> lines(String traceId) {
				return List.of(Map.of("message", traceId));
			}

			@Override
			public boolean anyLine(String traceId, LineTest test) {
				return test.test("INFO", traceId, null);
			}

		});
		Map<String, Object> json = json(beans, new TraceBuilder().server("a", null, 0, 1).build());
		assertThat(json.get("logs")).isEqualTo(List.of(Map.of("message", TraceBuilder.TRACE_ID)));
		assertThat(json.get("summary")).asString().contains("logCount=1");
	}

	private static List<?> spans(StoredTrace trace) {
		Object spans = json(new StaticListableBeanFactory(), trace).get("spans");
		assertThat(spans).isInstanceOf(List.class);
		return (spans instanceof List<?> list) ? list : List.of();
	}

	private static Map<String, Object> json(StaticListableBeanFactory beans, StoredTrace trace) {
		TraceJson json = new TraceJson(beans.getBeanProvider(TraceLogs.class), TraceBuilder.alone());
		return JsonParserFactory.getJsonParser()
			.parseMap(new String(UiResponse.json(json.of(trace)).body(), StandardCharsets.UTF_8));
	}

}

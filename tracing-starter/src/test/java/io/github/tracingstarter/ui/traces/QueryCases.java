package io.github.tracingstarter.ui.traces;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.github.tracingstarter.ui.TraceLogs;
import io.github.tracingstarter.ui.store.StoredSpan;
import io.github.tracingstarter.ui.store.StoredTrace;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;

import org.springframework.boot.json.JsonParserFactory;
import org.springframework.core.io.ClassPathResource;

/**
 * The table of queries that the application and the page must agree on.
 */
final class QueryCases {

	private final Map<?, ?> document;

	QueryCases() {
		try {
			this.document = JsonParserFactory.getJsonParser()
				.parseMap(new ClassPathResource("query-cases.json").getContentAsString(StandardCharsets.UTF_8));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	List<Map<?, ?>> all() {
		return objects(this.document, "cases");
	}

	private Map<?, ?> object(String name) {
		return (Map<?, ?>) ((Map<?, ?>) this.document.get("traces")).get(name);
	}

	StoredTrace trace(String name) {
		return new StoredTrace(TraceBuilder.TRACE_ID, 1,
				objects(object(name), "spans").stream().map(QueryCases::span).toList(), 0);
	}

	TraceLogs logs(String name) {
		List<Map<?, ?>> lines = new ArrayList<>();
		objects(object(name), "spans").forEach((span) -> lines.addAll(objects(span, "logs")));
		return new TraceLogs() {

			@Override
			public int count(String traceId) {
				return lines.size();
			}

			@Override
			public List<Map<String, Object>> lines(String traceId) {
				return List.of();
			}

			@Override
			public boolean anyLine(String traceId, LineTest test) {
				return lines.stream()
					.anyMatch((line) -> test.test(text(line, "level"), text(line, "message"),
							(String) line.get("exception")));
			}

		};
	}

	private static StoredSpan span(Map<?, ?> json) {
		List<StoredSpan.Event> events = objects(json, "events").stream()
			.map((event) -> new StoredSpan.Event(text(event, "name"), TraceBuilder.START, attributes(event)))
			.toList();
		long nanos = TimeUnit.MICROSECONDS.toNanos(((Number) json.get("durationUs")).longValue());
		return new StoredSpan(TraceBuilder.TRACE_ID, text(json, "spanId"), (String) json.get("parentId"),
				text(json, "name"), SpanKind.valueOf(text(json, "kind").toUpperCase(Locale.ROOT)), TraceBuilder.START,
				TraceBuilder.START + nanos, StatusCode.valueOf(text(json, "status").toUpperCase(Locale.ROOT)), "",
				attributes(json), events, List.of(), text(json, "service"), "test", true);
	}

	private static Attributes attributes(Map<?, ?> json) {
		AttributesBuilder builder = Attributes.builder();
		((Map<?, ?>) json.get("attributes")).forEach((key, value) -> put(builder, key.toString(), value));
		return builder.build();
	}

	private static void put(AttributesBuilder builder, String key, Object value) {
		if (value instanceof Integer || value instanceof Long) {
			builder.put(key, ((Number) value).longValue());
		}
		else if (value instanceof Number number) {
			builder.put(key, number.doubleValue());
		}
		else if (value instanceof Boolean flag) {
			builder.put(key, flag);
		}
		else if (value instanceof List<?> list) {
			builder.put(key, list.stream().map(Object::toString).toArray(String[]::new));
		}
		else {
			builder.put(key, value.toString());
		}
	}

	static String text(Map<?, ?> json, String name) {
		return String.valueOf(json.get(name));
	}

	private static List<Map<?, ?>> objects(Map<?, ?> json, String name) {
		List<Map<?, ?>> objects = new ArrayList<>();
		((List<?>) json.get(name)).forEach((element) -> objects.add((Map<?, ?>) element));
		return objects;
	}

}

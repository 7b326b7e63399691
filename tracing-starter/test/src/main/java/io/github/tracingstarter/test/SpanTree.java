package io.github.tracingstarter.test;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import org.jspecify.annotations.Nullable;

/**
 * The spans of some traces, each below its parent. A span whose parent is not among them
 * is a root.
 */
final class SpanTree {

	/** The number of executions from which a statement counts as repeated. */
	static final int REPEATED = 3;

	private static final AttributeKey<String> STATEMENT = AttributeKey.stringKey("db.query.text");

	private static final AttributeKey<String> ERROR = AttributeKey.stringKey("error.type");

	private static final int LONGEST = 200;

	private final List<SpanData> roots = new ArrayList<>();

	private final Map<String, List<SpanData>> children = new HashMap<>();

	private final Map<String, Long> runs = new HashMap<>();

	private final Map<String, SpanData> byId = new LinkedHashMap<>();

	private SpanTree(List<SpanData> spans) {
		Set<String> ids = new HashSet<>();
		spans.forEach((span) -> {
			ids.add(span.getSpanId());
			this.byId.put(span.getSpanId(), span);
		});
		for (SpanData span : spans) {
			if (ids.contains(span.getParentSpanId())) {
				this.children.computeIfAbsent(span.getParentSpanId(), (id) -> new ArrayList<>()).add(span);
			}
			else {
				this.roots.add(span);
			}
			if (isStatement(span)) {
				this.runs.merge(key(span), 1L, Long::sum);
			}
		}
	}

	/**
	 * Arranges spans.
	 * @param spans the spans in the order in which they started
	 * @return the tree
	 */
	static SpanTree of(List<SpanData> spans) {
		return new SpanTree(spans);
	}

	static boolean isStatement(SpanData span) {
		return span.getAttributes().get(STATEMENT) != null;
	}

	static boolean isFailed(SpanData span) {
		return span.getStatus().getStatusCode() == StatusCode.ERROR;
	}

	List<SpanData> roots() {
		return this.roots;
	}

	/**
	 * Returns the parent of a span.
	 * @param span the span
	 * @return the parent, or null if it is not one of these spans
	 */
	@Nullable SpanData parent(SpanData span) {
		return this.byId.get(span.getParentSpanId());
	}

	/**
	 * Returns how often the same statement was executed in the same trace, or outside any
	 * trace.
	 * @param span the span of a statement
	 * @return the number of executions
	 */
	long runs(SpanData span) {
		return this.runs.getOrDefault(key(span), 0L);
	}

	/**
	 * Returns the key by which executions of a statement are counted: its trace and its
	 * text. Each statement outside a trace has its own, so there only the text counts.
	 */
	private static String key(SpanData span) {
		boolean alone = !span.getParentSpanContext().isValid();
		return (alone ? "" : span.getTraceId()) + span.getAttributes().get(STATEMENT);
	}

	@Override
	public String toString() {
		StringBuilder text = new StringBuilder();
		String trace = null;
		for (SpanData root : this.roots) {
			if (!root.getTraceId().equals(trace)) {
				trace = root.getTraceId();
				text.append("trace ").append(trace).append('\n');
			}
			append(text, root, "  ");
		}
		return text.toString();
	}

	private void append(StringBuilder text, SpanData span, String indent) {
		double millis = (span.getEndEpochNanos() - span.getStartEpochNanos()) / 1_000_000d;
		text.append(String.format(Locale.ROOT, "%8.1f ms", millis));
		text.append(indent).append(span.getKind()).append(' ').append(shortened(span.getName()));
		if (isFailed(span)) {
			String error = span.getAttributes().get(ERROR);
			text.append("  ! failed").append((error != null) ? ": " + shortened(error) : "");
		}
		String statement = span.getAttributes().get(STATEMENT);
		if (statement != null) {
			text.append("  ").append(shortened(statement));
			if (runs(span) >= REPEATED) {
				text.append("  <- ran ").append(runs(span)).append(" times");
			}
		}
		text.append('\n');
		for (SpanData child : this.children.getOrDefault(span.getSpanId(), List.of())) {
			append(text, child, indent + "  ");
		}
	}

	private static String shortened(String text) {
		String line = text.replaceAll("\\s+", " ");
		return (line.length() > LONGEST) ? line.substring(0, LONGEST) + "..." : line;
	}

}

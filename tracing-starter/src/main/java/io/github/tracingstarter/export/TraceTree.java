package io.github.tracingstarter.export;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.SpanData;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.ansi.AnsiColor;
import org.springframework.boot.ansi.AnsiOutput;
import org.springframework.boot.ansi.AnsiStyle;

/**
 * Draws the spans of one trace as a tree for people to read in a terminal. A span whose
 * parent is not among them is at the left.
 */
final class TraceTree {

	private static final int LONGEST_TEXT = 400;

	private static final AttributeKey<String> SQL = AttributeKey.stringKey("db.query.text");

	private static final AttributeKey<String> PATH = AttributeKey.stringKey("url.path");

	private static final AttributeKey<String> URL = AttributeKey.stringKey("url.full");

	private static final AttributeKey<Long> HTTP_STATUS = AttributeKey.longKey("http.response.status_code");

	private static final AttributeKey<String> ERROR_TYPE = AttributeKey.stringKey("error.type");

	private static final AttributeKey<String> MESSAGE = AttributeKey.stringKey("exception.message");

	private final Lines lines;

	private final Map<String, List<SpanData>> children = new LinkedHashMap<>();

	private final StringBuilder out = new StringBuilder();

	private TraceTree(Lines lines) {
		this.lines = lines;
	}

	/**
	 * Draws a tree.
	 * @param spans the spans, all of one trace
	 * @param note the text to add to the headline, or an empty string
	 * @param lines the characters to draw with
	 * @return the text, ending with a line break
	 */
	static String draw(List<SpanData> spans, String note, Lines lines) {
		TraceTree tree = new TraceTree(lines);
		List<SpanData> sorted = new ArrayList<>(spans);
		sorted.sort(Comparator.comparingLong(SpanData::getStartEpochNanos));
		tree.headline(sorted, note);
		for (SpanData root : tree.arrange(sorted)) {
			tree.span(root, "", "");
		}
		return tree.out.toString();
	}

	private List<SpanData> arrange(List<SpanData> spans) {
		Set<String> ids = new HashSet<>();
		spans.forEach((span) -> ids.add(span.getSpanId()));
		List<SpanData> roots = new ArrayList<>();
		for (SpanData span : spans) {
			if (ids.contains(span.getParentSpanId())) {
				this.children.computeIfAbsent(span.getParentSpanId(), (id) -> new ArrayList<>()).add(span);
			}
			else {
				roots.add(span);
			}
		}
		return roots;
	}

	private void headline(List<SpanData> spans, String note) {
		long start = spans.stream().mapToLong(SpanData::getStartEpochNanos).min().orElse(0);
		long end = spans.stream().mapToLong(SpanData::getEndEpochNanos).max().orElse(0);
		String text = "trace %s, %d %s, %s%s".formatted(spans.get(0).getTraceId(), spans.size(),
				(spans.size() == 1) ? "span" : "spans", milliseconds(end - start).trim(), note);
		this.out.append(styled(AnsiStyle.BOLD, text)).append('\n');
	}

	private void span(SpanData span, String branch, String indent) {
		String duration = milliseconds(span.getEndEpochNanos() - span.getStartEpochNanos());
		this.out.append(duration).append("  ").append(branch).append(name(span)).append('\n');
		List<SpanData> below = this.children.getOrDefault(span.getSpanId(), List.of());
		String bar = below.isEmpty() ? "   " : this.lines.bar();
		String sql = span.getAttributes().get(SQL);
		if (sql != null) {
			this.out.append(" ".repeat(duration.length() + 2))
				.append(indent)
				.append(bar)
				.append(styled(AnsiColor.CYAN, shortened(sql)))
				.append('\n');
		}
		for (int i = 0; i < below.size(); i++) {
			boolean last = i == below.size() - 1;
			span(below.get(i), indent + (last ? this.lines.last() : this.lines.branch()),
					indent + (last ? "   " : this.lines.bar()));
		}
	}

	private String name(SpanData span) {
		StringBuilder name = new StringBuilder(shortened(span.getName()));
		append(name, address(span));
		append(name, span.getAttributes().get(HTTP_STATUS));
		if (span.getStatus().getStatusCode() == StatusCode.ERROR) {
			name.append("  ").append(styled(AnsiColor.RED, shortened(this.lines.failed() + failure(span))));
		}
		return name.toString();
	}

	private static void append(StringBuilder name, @Nullable Object detail) {
		if (detail != null) {
			name.append("  ").append(shortened(detail.toString()));
		}
	}

	/**
	 * Returns the called URL, or the served path unless it is in the name.
	 */
	private static @Nullable String address(SpanData span) {
		String url = span.getAttributes().get(URL);
		if (url != null) {
			return url;
		}
		String path = span.getAttributes().get(PATH);
		return (path != null && !span.getName().endsWith(" " + path)) ? path : null;
	}

	private static String failure(SpanData span) {
		StringBuilder failure = new StringBuilder();
		String type = span.getAttributes().get(ERROR_TYPE);
		if (type != null) {
			failure.append(' ').append(type);
		}
		String message = message(span);
		if (message != null) {
			failure.append((type != null) ? ": " : " ").append(message);
		}
		return failure.toString();
	}

	private static @Nullable String message(SpanData span) {
		if (!span.getStatus().getDescription().isEmpty()) {
			return span.getStatus().getDescription();
		}
		for (EventData event : span.getEvents()) {
			String message = event.getAttributes().get(MESSAGE);
			if (message != null) {
				return message;
			}
		}
		return null;
	}

	private static String milliseconds(long nanos) {
		return String.format(Locale.ROOT, "%9.2f ms", nanos / 1e6);
	}

	/**
	 * Shortens a text to one line without control characters, which could forge lines or
	 * control the terminal.
	 */
	private static String shortened(String text) {
		String line = text.replaceAll("\\s+", " ").replaceAll("\\p{Cntrl}", "?").trim();
		return (line.length() <= LONGEST_TEXT) ? line : line.substring(0, LONGEST_TEXT) + "...";
	}

	private static String styled(Object style, String text) {
		return AnsiOutput.toString(style, text);
	}

	/**
	 * The characters to draw with.
	 *
	 * @param branch the text before a child that others follow
	 * @param last the text before the last child
	 * @param bar the text below a child that others follow
	 * @param failed the text before the reason for a failure
	 */
	record Lines(String branch, String last, String bar, String failed) {

		static final Lines UNICODE = new Lines("├─ ", "└─ ", "│  ", "✗");

		static final Lines ASCII = new Lines("|- ", "`- ", "|  ", "!");

	}

}

package io.github.tracingstarter.ui.traces;

import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.tracingstarter.ui.store.StoredSpan;
import org.jspecify.annotations.Nullable;

/**
 * A trace as Markdown, for people and assistants: the remarkable facts, the tree of its
 * spans, its statements, its exceptions with the frames of the application, and its log
 * lines. Texts from other sources are in code blocks, where they have no effect.
 */
final class TraceMarkdown {

	/** The maximum number of spans; more would not be more informative. */
	private static final int MOST_SPANS = 300;

	private static final int MOST_OF_OTHERS = 30;

	private static final int MOST_FRAMES = 15;

	private static final int LONGEST_LINE = 400;

	private final StringBuilder text = new StringBuilder();

	private final Map<String, Object> json;

	private TraceMarkdown(Map<String, Object> json) {
		this.json = json;
	}

	/**
	 * Writes a trace.
	 * @param json the trace as JSON
	 * @param tree its tree
	 * @param summary its summary
	 * @return Markdown
	 */
	static String of(Map<String, Object> json, SpanTree tree, Summary summary) {
		TraceMarkdown markdown = new TraceMarkdown(json);
		markdown.head(summary);
		markdown.insights();
		markdown.spans(tree);
		markdown.statements(tree);
		markdown.stacks();
		markdown.exceptions();
		markdown.logs();
		return markdown.text.toString();
	}

	private void head(Summary summary) {
		this.text.append("# Trace of `").append(code(summary.name())).append("`\n\n");
		line("- id: `%s`".formatted(summary.traceId()));
		line("- duration: " + PageTimes.text(summary.durationNanos()) + (summary.complete() ? "" : ", still running"));
		if (summary.status() != null) {
			line("- status: " + summary.status());
		}
		line("- failed: " + (summary.failed() ? "yes" : "no") + ", handled failures: " + summary.handled());
		line("- spans: %d, SQL statements: %d (%s)".formatted(summary.spanCount(), summary.sqlCount(),
				PageTimes.text(summary.sqlNanos())));
		line("- services: " + code(String.join(", ", summary.services())));
	}

	private void insights() {
		List<?> insights = list(this.json, "insights");
		if (!insights.isEmpty()) {
			this.text.append("\n## What is remarkable\n\n");
			for (Object element : insights) {
				Map<?, ?> insight = (Map<?, ?>) element;
				line("- %s: `%s` %s".formatted(insight.get("level"), code(insight.get("title")),
						code(insight.get("text")).replace("<", "&lt;")));
			}
		}
	}

	private void spans(SpanTree tree) {
		this.text.append("\n## Spans\n\nOffset, duration, self time, kind, name.\n\n```\n");
		Map<SpanNode, Integer> depths = new IdentityHashMap<>();
		int count = 0;
		for (SpanNode node : tree.nodes()) {
			Integer above = (node.parent() != null) ? depths.get(node.parent()) : null;
			int depth = (above != null) ? above + 1 : 0;
			depths.put(node, depth);
			if (count++ < MOST_SPANS) {
				span(node, depth, tree.start());
			}
		}
		if (count > MOST_SPANS) {
			line("… %d more".formatted(count - MOST_SPANS));
		}
		this.text.append("```\n");
	}

	private void span(SpanNode node, int depth, long start) {
		StoredSpan span = node.span();
		CodeLocation site = CodeLocation.of(span);
		line("%s+%s %s (self %s) %s %s%s%s".formatted("  ".repeat(Math.min(depth, 20)),
				PageTimes.text(span.startNanos() - start), PageTimes.text(span.durationNanos()),
				PageTimes.text(node.selfNanos()), node.category(), code(span.name()),
				Failure.isFailed(node) ? " ! " + code(Failure.type(span)) : "",
				(site != null) ? " @ " + code(site.shown()) : ""));
	}

	private void statements(SpanTree tree) {
		Map<String, long[]> sums = new LinkedHashMap<>();
		for (SpanNode node : tree.nodes()) {
			String sql = node.span().attributes().get(SpanKeys.DB_TEXT);
			if (sql != null) {
				long[] sum = sums.computeIfAbsent(sql, (key) -> new long[2]);
				sum[0]++;
				sum[1] += node.span().durationNanos();
			}
		}
		if (!sums.isEmpty()) {
			this.text.append("\n## Statements\n\n```\n");
			sums.entrySet()
				.stream()
				.sorted((one, other) -> Long.compare(other.getValue()[1], one.getValue()[1]))
				.limit(MOST_OF_OTHERS)
				.forEach((entry) -> line("%d × %s %s".formatted(entry.getValue()[0],
						PageTimes.text(entry.getValue()[1]), code(entry.getKey()))));
			this.text.append("```\n");
		}
	}

	/**
	 * Adds the locations in the application, or the libraries if there are none.
	 */
	private void stacks() {
		if (!(this.json.get("stacks") instanceof Map<?, ?> stacks) || list(stacks, "gaps").isEmpty()) {
			return;
		}
		this.text.append("\n## What the thread did where no span tells\n\nSamples, time, place.\n\n```\n");
		for (Object element : list(stacks, "gaps")) {
			Map<?, ?> gap = (Map<?, ?>) element;
			line("+%s for %s".formatted(time(gap.get("offsetUs")), time(gap.get("durationUs"))));
			for (Object one : list(gap, "sites")) {
				Map<?, ?> site = (Map<?, ?>) one;
				line("  %s × %s %s".formatted(site.get("samples"), time(site.get("sampledUs")), place(site)));
			}
		}
		this.text.append("```\n");
	}

	private static String place(Map<?, ?> site) {
		if (site.get("frame") instanceof Map<?, ?> frame) {
			return code(frame.get("text"));
		}
		return list(site, "stacks").stream()
			.flatMap((stack) -> list((Map<?, ?>) stack, "frames").stream())
			.findFirst()
			.map((frame) -> "no frame of the application, " + code(((Map<?, ?>) frame).get("text")))
			.orElse("not kept");
	}

	private static String time(@Nullable Object micros) {
		return PageTimes.text((micros instanceof Number number) ? (long) (number.doubleValue() * 1000) : 0);
	}

	private void exceptions() {
		list(this.json, "spans").stream()
			.map((span) -> ((Map<?, ?>) span).get("exception"))
			.filter(Map.class::isInstance)
			.distinct()
			.limit(MOST_OF_OTHERS)
			.forEach((exception) -> exception((Map<?, ?>) exception));
	}

	private void exception(Map<?, ?> exception) {
		this.text.append("\n## Exception\n\n```\n");
		thrown(exception);
		for (Object cause : list(exception, "causes")) {
			this.text.append("Caused by: ");
			thrown((Map<?, ?>) cause);
		}
		this.text.append("```\n");
	}

	private void thrown(Map<?, ?> thrown) {
		Object message = thrown.get("message");
		line(code(thrown.get("type")) + ((message != null) ? ": " + code(message) : ""));
		list(thrown, "frames").stream()
			.map((frame) -> (Map<?, ?>) frame)
			.filter((frame) -> Boolean.TRUE.equals(frame.get("app")))
			.limit(MOST_FRAMES)
			.forEach((frame) -> line("    at " + code(frame.get("text"))));
	}

	private void logs() {
		List<?> lines = list(this.json, "logs");
		if (!lines.isEmpty()) {
			this.text.append("\n## Log\n\n```\n");
			lines.stream()
				.limit(MOST_OF_OTHERS)
				.map((line) -> (Map<?, ?>) line)
				.forEach((line) -> line(
						"%s %s: %s".formatted(line.get("level"), code(line.get("logger")), code(line.get("message")))));
			this.text.append("```\n");
		}
	}

	private static List<?> list(Map<?, ?> json, String name) {
		return (json.get(name) instanceof List<?> list) ? list : List.of();
	}

	private void line(String line) {
		this.text.append(line).append('\n');
	}

	/**
	 * Returns one line that cannot end the enclosing code block.
	 */
	private static String code(@Nullable Object value) {
		String line = String.valueOf(value).replaceAll("\\s*[\\p{Cntrl}\u2028\u2029]\\s*", " ").replace('`', '\'');
		return (line.length() <= LONGEST_LINE) ? line : line.substring(0, LONGEST_LINE) + '…';
	}

}

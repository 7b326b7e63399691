package io.github.tracingstarter.ui.traces;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.github.tracingstarter.ui.store.StoredSpan;
import io.opentelemetry.api.trace.StatusCode;
import org.jspecify.annotations.Nullable;

/**
 * Compares two traces, call by call. Calls are the same if they are below the same calls
 * and are alike themselves; their number and order do not matter. The two main roots
 * always count as the same, so that two routes can be compared. The page does the same in
 * {@code align.js}, and both are tested with the same table of cases.
 */
final class TraceComparison {

	/**
	 * A difference is reported if it is at least this long, and at least this share of
	 * the earlier time.
	 */
	private static final long LEAST = TimeUnit.MILLISECONDS.toNanos(1);

	private static final double LEAST_SHARE = 0.25;

	private TraceComparison() {
	}

	static Map<String, Object> of(Summary before, SpanTree treeBefore, Summary after, SpanTree treeAfter) {
		List<Row> rows = align(treeBefore, treeAfter);
		Map<String, Object> json = new LinkedHashMap<>();
		json.put("before", side(before));
		json.put("after", side(after));
		json.put("compared", rows.size());
		json.put("differences", onlyDifferences(rows).stream().map(Row::toJson).toList());
		return json;
	}

	private static Map<String, Object> side(Summary summary) {
		Map<String, Object> json = new LinkedHashMap<>();
		json.put("traceId", summary.traceId());
		json.put("name", summary.name());
		json.put("durationUs", PageTimes.of(summary.durationNanos()));
		json.put("spanCount", summary.spanCount());
		json.put("sqlCount", summary.sqlCount());
		json.put("failed", summary.failed());
		return json;
	}

	/**
	 * Returns all calls of both traces. Those that begin first come first, followed by
	 * the calls below them.
	 */
	static List<Row> align(SpanTree before, SpanTree after) {
		Alignment alignment = new Alignment(start(before), start(after));
		SpanNode mainBefore = longest(before.roots());
		SpanNode mainAfter = longest(after.roots());
		List<Row> rows = new ArrayList<>();
		Deque<Group> stack = new ArrayDeque<>();
		push(stack, alignment.groups(before.roots(), after.roots(), 0, mainBefore, mainAfter));
		// Without recursion, because a trace may be deep.
		while (!stack.isEmpty()) {
			Group group = stack.pop();
			rows.add(group.toRow());
			push(stack, alignment.groups(below(group.olds), below(group.news), group.depth + 1, null, null));
		}
		return rows;
	}

	private static void push(Deque<Group> stack, List<Group> groups) {
		for (int i = groups.size() - 1; i >= 0; i--) {
			stack.push(groups.get(i));
		}
	}

	private static List<SpanNode> below(List<SpanNode> nodes) {
		List<SpanNode> children = new ArrayList<>();
		nodes.forEach((node) -> children.addAll(node.children()));
		return children;
	}

	private static long start(SpanTree tree) {
		return tree.nodes().stream().mapToLong(SpanNode::start).min().orElse(0);
	}

	private static @Nullable SpanNode longest(List<SpanNode> roots) {
		SpanNode longest = null;
		for (SpanNode root : roots) {
			if (longest == null || root.span().durationNanos() > longest.span().durationNanos()) {
				longest = root;
			}
		}
		return longest;
	}

	/**
	 * Returns the calls that differ, with the calls above them.
	 */
	static List<Row> onlyDifferences(List<Row> rows) {
		List<Row> kept = new ArrayList<>();
		int depth = 0;
		for (int i = rows.size() - 1; i >= 0; i--) {
			Row row = rows.get(i);
			if (!row.change().equals("same") || row.depth() < depth) {
				kept.add(row);
				depth = row.depth();
			}
		}
		Collections.reverse(kept);
		return kept;
	}

	/**
	 * Aligns the calls of two traces.
	 *
	 * @param startBefore the start of one of them
	 * @param startAfter the start of the other
	 */
	private record Alignment(long startBefore, long startAfter) {

		List<Group> groups(List<SpanNode> olds, List<SpanNode> news, int depth, @Nullable SpanNode mainBefore,
				@Nullable SpanNode mainAfter) {
			Map<Call, Group> found = new LinkedHashMap<>();
			for (SpanNode node : news) {
				Group group = group(found, node, node == mainAfter, depth);
				group.news.add(node);
				group.at = Math.min(group.at, node.start() - this.startAfter);
			}
			for (SpanNode node : olds) {
				Group group = group(found, node, node == mainBefore, depth);
				group.olds.add(node);
				group.at = Math.min(group.at, node.start() - this.startBefore);
			}
			List<Group> groups = new ArrayList<>(found.values());
			groups.sort(Comparator.comparingLong((group) -> group.at));
			return groups;
		}

		private static Group group(Map<Call, Group> found, SpanNode node, boolean isMain, int depth) {
			Call call = Call.of(node);
			return found.computeIfAbsent(isMain ? Call.MAIN : call, (key) -> new Group(call, depth));
		}

	}

	/**
	 * The key by which two calls are the same.
	 *
	 * @param service the service that made the call
	 * @param category the kind of call
	 * @param name the route, the summary of the statement, or the name
	 */
	private record Call(String service, String category, String name) {

		private static final Call MAIN = new Call("", "", "");

		static Call of(SpanNode node) {
			StoredSpan span = node.span();
			String summary = (node.category() == Category.DB) ? span.attributes().get(SpanKeys.DB_SUMMARY) : null;
			boolean isSummarized = summary != null && !summary.isEmpty();
			return new Call(span.service(), node.category().toString(), isSummarized ? summary : span.name());
		}

	}

	/**
	 * The same calls in both traces.
	 */
	private static final class Group {

		private final Call call;

		private final int depth;

		private final List<SpanNode> olds = new ArrayList<>();

		private final List<SpanNode> news = new ArrayList<>();

		private long at = Long.MAX_VALUE;

		Group(Call call, int depth) {
			this.call = call;
			this.depth = depth;
		}

		Row toRow() {
			Side before = Side.of(this.olds);
			Side after = Side.of(this.news);
			long difference = ((after != null) ? after.totalNanos() : 0) - ((before != null) ? before.totalNanos() : 0);
			return new Row(this.call.service(), this.call.category(), this.call.name(), this.depth, before, after,
					change(before, after), difference);
		}

		private static String change(@Nullable Side before, @Nullable Side after) {
			if (before == null) {
				return "added";
			}
			if (after == null) {
				return "gone";
			}
			long difference = after.totalNanos() - before.totalNanos();
			if (Math.abs(difference) < LEAST
					|| Math.abs(difference) < LEAST_SHARE * Math.min(before.totalNanos(), after.totalNanos())) {
				return "same";
			}
			return (difference > 0) ? "slower" : "faster";
		}

	}

	/**
	 * The same calls in one trace.
	 *
	 * @param count how many there are
	 * @param totalNanos their total time
	 * @param spanId the slowest
	 * @param failed whether one of them failed
	 */
	record Side(int count, long totalNanos, String spanId, boolean failed) {

		static @Nullable Side of(List<SpanNode> nodes) {
			if (nodes.isEmpty()) {
				return null;
			}
			StoredSpan slowest = nodes.get(0).span();
			long total = 0;
			boolean failed = false;
			for (SpanNode node : nodes) {
				StoredSpan span = node.span();
				slowest = (span.durationNanos() > slowest.durationNanos()) ? span : slowest;
				total += span.durationNanos();
				failed = failed || span.status() == StatusCode.ERROR;
			}
			return new Side(nodes.size(), total, slowest.spanId(), failed);
		}

		Map<String, Object> toJson() {
			Map<String, Object> json = new LinkedHashMap<>();
			json.put("count", this.count);
			json.put("totalUs", PageTimes.of(this.totalNanos));
			json.put("spanId", this.spanId);
			json.put("failed", this.failed);
			return json;
		}

	}

	/**
	 * A call in one trace or both.
	 *
	 * @param service the service that made the call
	 * @param category the kind of call
	 * @param name the route, the summary of the statement, or the name
	 * @param depth the number of calls above it
	 * @param before the call in one trace, or null
	 * @param after the call in the other, or null
	 * @param change {@code added}, {@code gone}, {@code slower}, {@code faster} or
	 * {@code same}
	 * @param differenceNanos by how much longer it took
	 */
	record Row(String service, String category, String name, int depth, @Nullable Side before, @Nullable Side after,
			String change, long differenceNanos) {

		Map<String, Object> toJson() {
			Map<String, Object> json = new LinkedHashMap<>();
			json.put("change", this.change);
			json.put("depth", this.depth);
			json.put("service", this.service);
			json.put("category", this.category);
			json.put("name", this.name);
			json.put("differenceUs", PageTimes.of(this.differenceNanos));
			PageTimes.putIfPresent(json, "before", (this.before != null) ? this.before.toJson() : null);
			PageTimes.putIfPresent(json, "after", (this.after != null) ? this.after.toJson() : null);
			return json;
		}

	}

}

package io.github.tracingstarter.ui.traces;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.tracingstarter.ui.store.StoredSpan;

/**
 * What two traces do not have in common: operations that one of them has more often, or
 * that took longer.
 */
final class TraceComparison {

	private final Map<List<String>, Sum> sums = new LinkedHashMap<>();

	static Map<String, Object> of(Summary before, SpanTree treeBefore, Summary after, SpanTree treeAfter) {
		TraceComparison comparison = new TraceComparison();
		treeBefore.nodes().forEach((node) -> comparison.add(node, 0));
		treeAfter.nodes().forEach((node) -> comparison.add(node, 1));
		Map<String, Object> json = new LinkedHashMap<>();
		json.put("before", side(before));
		json.put("after", side(after));
		json.put("operations", comparison.operations());
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

	private void add(SpanNode node, int side) {
		StoredSpan span = node.span();
		String sql = span.attributes().get(SpanKeys.DB_TEXT);
		List<String> key = List.of(span.service(), node.category().toString(), span.name(), (sql != null) ? sql : "");
		Sum sum = this.sums.computeIfAbsent(key, (any) -> new Sum());
		sum.counts[side]++;
		sum.nanos[side] += span.durationNanos();
		sum.selfNanos[side] += node.selfNanos();
	}

	private List<Map<String, Object>> operations() {
		List<Map.Entry<List<String>, Sum>> entries = new ArrayList<>(this.sums.entrySet());
		entries.sort((one, other) -> Long.compare(other.getValue().difference(), one.getValue().difference()));
		return entries.stream().map((entry) -> {
			List<String> key = entry.getKey();
			Sum sum = entry.getValue();
			Map<String, Object> json = new LinkedHashMap<>();
			json.put("change", sum.change());
			json.put("service", key.get(0));
			json.put("category", key.get(1));
			json.put("name", key.get(2));
			if (!key.get(3).isEmpty()) {
				json.put("sql", key.get(3));
			}
			json.put("count", List.of(sum.counts[0], sum.counts[1]));
			json.put("totalUs", List.of(PageTimes.of(sum.nanos[0]), PageTimes.of(sum.nanos[1])));
			json.put("selfUs", List.of(PageTimes.of(sum.selfNanos[0]), PageTimes.of(sum.selfNanos[1])));
			return json;
		}).toList();
	}

	private static final class Sum {

		private final int[] counts = new int[2];

		private final long[] nanos = new long[2];

		private final long[] selfNanos = new long[2];

		/**
		 * By the time of its own: otherwise each span around one that is slower would be
		 * slower as well.
		 */
		private long difference() {
			return Math.abs(this.selfNanos[1] - this.selfNanos[0]);
		}

		private String change() {
			if (this.counts[0] == 0) {
				return "added";
			}
			if (this.counts[1] == 0) {
				return "gone";
			}
			return (this.selfNanos[1] == this.selfNanos[0]) ? "same"
					: (this.selfNanos[1] > this.selfNanos[0]) ? "slower" : "faster";
		}

	}

}

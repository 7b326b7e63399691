package io.github.tracingstarter.ui.traces;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * Finds spans with the same parent that did the same.
 */
final class Siblings {

	private Siblings() {
	}

	/**
	 * Groups siblings.
	 * @param tree the spans of a trace
	 * @param fewest the minimum size of a group
	 * @param key returns the value that siblings of a group have in common, or null for a
	 * span that is in no group
	 * @return the groups, each by start
	 */
	static List<List<SpanNode>> alike(SpanTree tree, int fewest, Function<SpanNode, @Nullable Object> key) {
		List<List<SpanNode>> groups = new ArrayList<>();
		group(tree.roots(), fewest, key, groups);
		tree.nodes().forEach((node) -> group(node.children(), fewest, key, groups));
		return groups;
	}

	private static void group(List<SpanNode> siblings, int fewest, Function<SpanNode, @Nullable Object> key,
			List<List<SpanNode>> groups) {
		if (siblings.size() < fewest) {
			return;
		}
		Map<List<Object>, List<SpanNode>> byKey = new LinkedHashMap<>();
		for (SpanNode node : siblings) {
			Object common = key.apply(node);
			if (common != null) {
				// Roots are siblings only if they have the same missing parent.
				String parent = node.span().parentSpanId();
				byKey.computeIfAbsent(List.of(common, (parent != null) ? parent : ""), (same) -> new ArrayList<>())
					.add(node);
			}
		}
		byKey.values().stream().filter((same) -> same.size() >= fewest).forEach(groups::add);
	}

}

package io.github.tracingstarter.ui.traces;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Groups of siblings with the same name and the same statement, three or more of them.
 */
final class RepeatGroups {

	private static final int FEWEST = 3;

	private final Map<SpanNode, Place> places = new IdentityHashMap<>();

	private int groups;

	static RepeatGroups of(SpanTree tree) {
		RepeatGroups groups = new RepeatGroups();
		groups.group(tree.roots());
		tree.nodes().forEach((node) -> groups.group(node.children()));
		return groups;
	}

	private void group(List<SpanNode> siblings) {
		if (siblings.size() < FEWEST) {
			return;
		}
		Map<List<Object>, List<SpanNode>> byKey = new LinkedHashMap<>();
		for (SpanNode node : siblings) {
			String sql = node.span().attributes().get(SpanKeys.DB_TEXT);
			// Roots are siblings only if they wait for the same parent.
			String parent = node.span().parentSpanId();
			List<Object> key = List.of(node.span().name(), (sql != null) ? sql : "", (parent != null) ? parent : "");
			byKey.computeIfAbsent(key, (same) -> new ArrayList<>()).add(node);
		}
		for (List<SpanNode> same : byKey.values()) {
			if (same.size() >= FEWEST) {
				for (int i = 0; i < same.size(); i++) {
					this.places.put(same.get(i), new Place(this.groups, same.size(), i));
				}
				this.groups++;
			}
		}
	}

	@Nullable Place of(SpanNode node) {
		return this.places.get(node);
	}

	/**
	 * The place of a span in its group.
	 *
	 * @param id the number of the group in the trace
	 * @param count how many spans it has
	 * @param index which of them this is, by start
	 */
	record Place(int id, int count, int index) {
	}

}

package io.github.tracingstarter.ui.traces;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Groups of three or more siblings with the same name and the same statement. The page
 * folds them; {@link RepeatedSelect} determines whether they are a problem.
 */
final class RepeatGroups {

	private static final int FEWEST = 3;

	private final Map<SpanNode, Place> places = new IdentityHashMap<>();

	private int groups;

	static RepeatGroups of(SpanTree tree) {
		RepeatGroups groups = new RepeatGroups();
		Siblings.alike(tree, FEWEST, RepeatGroups::key).forEach(groups::add);
		return groups;
	}

	private static Object key(SpanNode node) {
		String sql = node.span().attributes().get(SpanKeys.DB_TEXT);
		return List.of(node.span().name(), (sql != null) ? sql : "");
	}

	private void add(List<SpanNode> same) {
		for (int i = 0; i < same.size(); i++) {
			this.places.put(same.get(i), new Place(this.groups, same.size(), i));
		}
		this.groups++;
	}

	@Nullable Place of(SpanNode node) {
		return this.places.get(node);
	}

	/**
	 * The position of a span in its group.
	 *
	 * @param id the number of the group in the trace
	 * @param count the number of spans in the group
	 * @param index the index of the span in the group, by start
	 */
	record Place(int id, int count, int index) {
	}

}

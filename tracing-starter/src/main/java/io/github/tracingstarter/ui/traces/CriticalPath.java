package io.github.tracingstarter.ui.traces;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * The critical path of a trace: from the end of the root back in time, always along the
 * child that finished last. The times of all spans on it add up to the duration of the
 * root.
 */
final class CriticalPath {

	private static final Comparator<SpanNode> LAST_FIRST = Comparator.comparingLong(SpanNode::end).reversed();

	private final Map<SpanNode, Long> shares = new IdentityHashMap<>();

	private final Deque<Section> open = new ArrayDeque<>();

	private CriticalPath() {
	}

	static CriticalPath of(SpanNode root) {
		CriticalPath path = new CriticalPath();
		path.open.push(new Section(root, root.start(), root.end()));
		while (!path.open.isEmpty()) {
			path.walk(path.open.pop());
		}
		return path;
	}

	private void walk(Section section) {
		List<SpanNode> children = new ArrayList<>(section.node().children());
		children.sort(LAST_FIRST);
		long share = 0;
		long until = section.to();
		for (SpanNode child : children) {
			// A child that outlives its parent delayed it no longer than until the
			// parent's end.
			long end = Math.min(child.end(), section.to());
			long start = Math.max(child.start(), section.from());
			if (end <= until && start < end) {
				share += until - end;
				this.open.push(new Section(child, start, end));
				until = start;
			}
		}
		share += until - section.from();
		if (share > 0) {
			this.shares.put(section.node(), share);
		}
	}

	/**
	 * Returns how much of a span is on the path.
	 * @param node the span
	 * @return the time in nanoseconds, 0 if nothing waited for it
	 */
	long nanos(SpanNode node) {
		return this.shares.getOrDefault(node, 0L);
	}

	/**
	 * A part of a span that is on the path.
	 *
	 * @param node the span
	 * @param from the start of the part
	 * @param to its end
	 */
	private record Section(SpanNode node, long from, long to) {
	}

}

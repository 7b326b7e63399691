package io.github.tracingstarter.ui.traces;

import java.util.ArrayList;
import java.util.List;

import io.github.tracingstarter.ui.store.StoredSpan;
import org.jspecify.annotations.Nullable;

/**
 * A span in its tree.
 */
final class SpanNode {

	private final StoredSpan span;

	private final Category category;

	private final List<SpanNode> children = new ArrayList<>();

	private @Nullable SpanNode parent;

	private boolean inCircle;

	SpanNode(StoredSpan span) {
		this.span = span;
		this.category = Category.of(span);
	}

	StoredSpan span() {
		return this.span;
	}

	Category category() {
		return this.category;
	}

	/**
	 * Returns the children by start.
	 * @return the children
	 */
	List<SpanNode> children() {
		return this.children;
	}

	@Nullable SpanNode parent() {
		return this.parent;
	}

	void attachTo(SpanNode parent) {
		this.parent = parent;
		parent.children.add(this);
	}

	/**
	 * Detaches the span from its parent, of which it is itself an ancestor.
	 */
	void cutCircle() {
		if (this.parent != null) {
			this.parent.children.remove(this);
			this.parent = null;
		}
		this.inCircle = true;
	}

	/**
	 * Returns whether the span is a root only because its ancestors form a cycle.
	 * @return whether the id of its parent is meaningless
	 */
	boolean isInCircle() {
		return this.inCircle;
	}

	long start() {
		return this.span.startNanos();
	}

	/**
	 * Returns when the span ended, which is never before it began, even if a clock was
	 * changed.
	 * @return nanoseconds since the epoch
	 */
	long end() {
		return this.span.startNanos() + this.span.durationNanos();
	}

	/**
	 * Returns the duration without the children. Concurrent children count once, and only
	 * as far as they are within this span.
	 * @return the time in nanoseconds
	 */
	long selfNanos() {
		long covered = 0;
		long until = start();
		for (SpanNode child : this.children) {
			long from = Math.max(child.start(), until);
			long to = Math.min(child.end(), end());
			if (to > from) {
				covered += to - from;
				until = to;
			}
		}
		return this.span.durationNanos() - covered;
	}

}

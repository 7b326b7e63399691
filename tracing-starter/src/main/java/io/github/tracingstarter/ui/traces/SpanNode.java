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
	 * The children by start.
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
	 * Cuts it off from its parent, of which it is an ancestor itself.
	 */
	void cutCircle() {
		if (this.parent != null) {
			this.parent.children.remove(this);
			this.parent = null;
		}
		this.inCircle = true;
	}

	/**
	 * Whether it is a root only because its ancestors go round in a circle.
	 * @return whether the id of its parent means nothing
	 */
	boolean isInCircle() {
		return this.inCircle;
	}

	long start() {
		return this.span.startNanos();
	}

	/**
	 * When it ended; never before it began, whatever the clock did.
	 * @return nanoseconds since the epoch
	 */
	long end() {
		return this.span.startNanos() + this.span.durationNanos();
	}

	/**
	 * How long it took without its children. Those that ran at the same time count once,
	 * and only as far as they lie within this span.
	 * @return nanoseconds
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

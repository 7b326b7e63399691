package io.github.tracingstarter.ui.traces;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.github.tracingstarter.ui.store.StoredSpan;
import io.github.tracingstarter.ui.store.StoredTrace;
import io.opentelemetry.api.trace.SpanKind;
import org.jspecify.annotations.Nullable;

/**
 * The spans of a trace as a tree, even of an incomplete trace: a span whose parent is
 * missing is a root, a duplicate span is ignored, and a cycle is cut at its first span.
 * It uses no recursion, because a trace may be deep.
 */
final class SpanTree {

	private static final Comparator<SpanNode> BY_START = Comparator.comparingLong(SpanNode::start);

	private final List<SpanNode> roots = new ArrayList<>();

	private final List<SpanNode> nodes = new ArrayList<>();

	private SpanTree() {
	}

	/**
	 * Arranges the spans of a trace.
	 * @param trace the trace, with at least one span
	 * @return the tree
	 */
	static SpanTree of(StoredTrace trace) {
		List<SpanNode> sorted = new ArrayList<>();
		for (StoredSpan span : new LinkedHashSet<>(trace.spans())) {
			sorted.add(new SpanNode(span));
		}
		sorted.sort(BY_START);
		SpanTree tree = new SpanTree();
		tree.link(sorted);
		tree.visit(sorted);
		return tree;
	}

	private void link(List<SpanNode> sorted) {
		Map<String, SpanNode> byId = new HashMap<>();
		sorted.forEach((node) -> byId.putIfAbsent(node.span().spanId(), node));
		for (SpanNode node : sorted) {
			SpanNode parent = byId.get(node.span().parentSpanId());
			if (parent != null && parent != node) {
				node.attachTo(parent);
			}
			else {
				if (parent == node) {
					node.cutCircle();
				}
				this.roots.add(node);
			}
		}
	}

	private void visit(List<SpanNode> sorted) {
		Set<SpanNode> seen = Collections.newSetFromMap(new IdentityHashMap<>());
		this.roots.forEach((root) -> visit(root, seen));
		for (SpanNode node : sorted) {
			if (!seen.contains(node)) {
				node.cutCircle();
				this.roots.add(node);
				visit(node, seen);
			}
		}
	}

	private void visit(SpanNode root, Set<SpanNode> seen) {
		Deque<SpanNode> open = new ArrayDeque<>();
		open.push(root);
		while (!open.isEmpty()) {
			SpanNode node = open.pop();
			if (seen.add(node)) {
				this.nodes.add(node);
				for (int i = node.children().size() - 1; i >= 0; i--) {
					open.push(node.children().get(i));
				}
			}
		}
	}

	/**
	 * Returns all spans, parents before their children, siblings by start.
	 * @return the spans
	 */
	List<SpanNode> nodes() {
		return this.nodes;
	}

	List<SpanNode> roots() {
		return this.roots;
	}

	/**
	 * Returns the span that represents the trace: the one without a parent, or if the
	 * trace began elsewhere, the first that this or another application served, or else
	 * the first.
	 * @return the main root
	 */
	SpanNode root() {
		SpanNode begun = first(true);
		SpanNode root = (begun != null) ? begun : first(false);
		return (root != null) ? root : Collections.min(this.roots, BY_START);
	}

	private @Nullable SpanNode first(boolean withoutParent) {
		return this.roots.stream()
			.filter((root) -> withoutParent ? root.span().parentSpanId() == null : isServed(root))
			.min(BY_START)
			.orElse(null);
	}

	/**
	 * Returns whether a root has arrived. A server span arrives after all its children.
	 * @return false while there are only spans whose parents have not arrived
	 */
	boolean isComplete() {
		return this.roots.stream().anyMatch((root) -> root.span().parentSpanId() == null || isServed(root));
	}

	/**
	 * Returns the spans whose parent was apparently created here but is missing.
	 * @return the spans
	 */
	List<SpanNode> orphans() {
		return this.roots.stream()
			.filter((root) -> root.span().parentSpanId() != null && !isServed(root) && !root.isInCircle())
			.toList();
	}

	private static boolean isServed(SpanNode node) {
		return node.span().kind() == SpanKind.SERVER || node.span().kind() == SpanKind.CONSUMER;
	}

	long start() {
		return this.nodes.stream().mapToLong(SpanNode::start).min().orElse(0);
	}

	long end() {
		return this.nodes.stream().mapToLong(SpanNode::end).max().orElse(0);
	}

}

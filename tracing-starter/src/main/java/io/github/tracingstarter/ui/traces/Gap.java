package io.github.tracingstarter.ui.traces;

import org.jspecify.annotations.Nullable;

/**
 * A part of a span in which no child ran, or more than one.
 *
 * @param node the span
 * @param start when the part began, in nanoseconds since the epoch
 * @param end when it ended
 */
record Gap(SpanNode node, long start, long end) {

	/**
	 * Finds where the thread of a request was at a moment, as far as spans show it.
	 * Repeatedly descends to the only child that was running. If several were running,
	 * the thread was waiting for them.
	 * @param request the span of the request
	 * @param at the moment
	 * @return the part of the innermost span
	 */
	static Gap at(SpanNode request, long at) {
		SpanNode node = request;
		for (SpanNode child = onlyChild(node, at); child != null; child = onlyChild(node, at)) {
			node = child;
		}
		long start = node.start();
		long end = Math.max(node.end(), at);
		for (SpanNode child : node.children()) {
			if (child.end() <= at) {
				start = Math.max(start, child.end());
			}
			else if (child.start() > at) {
				end = Math.min(end, child.start());
			}
		}
		return new Gap(node, start, end);
	}

	private static @Nullable SpanNode onlyChild(SpanNode node, long at) {
		SpanNode running = null;
		for (SpanNode child : node.children()) {
			if (child.start() <= at && at < child.end()) {
				if (running != null) {
					return null;
				}
				running = child;
			}
		}
		return (running != null && running.span().local() && running.category() != Category.SERVER) ? running : null;
	}

	long nanos() {
		return this.end - this.start;
	}

}

package io.github.tracingstarter.ui.traces;

import java.util.ArrayList;
import java.util.List;

import io.github.tracingstarter.ui.store.StoredSpan;
import io.opentelemetry.api.trace.StatusCode;
import org.jspecify.annotations.Nullable;

/**
 * A span that failed although none of its children did, so the failure started there. It
 * is handled if one of its ancestors did not fail, so that the request did not fail
 * because of it.
 *
 * @param node the span
 * @param type the type of the error
 * @param message the message of the exception, if there is one
 * @param handled whether the failure was handled
 */
record Failure(SpanNode node, String type, @Nullable String message, boolean handled) {

	static List<Failure> findIn(SpanTree tree) {
		List<Failure> found = new ArrayList<>();
		for (SpanNode node : tree.nodes()) {
			if (isFailed(node) && node.children().stream().noneMatch(Failure::isFailed)) {
				found.add(new Failure(node, type(node.span()), message(node.span()), isHandled(node, tree.root())));
			}
		}
		return found;
	}

	static boolean isFailed(SpanNode node) {
		return node.span().status() == StatusCode.ERROR;
	}

	/**
	 * Returns whether the request continued although a span failed.
	 * @param node the failed span
	 * @param root the span of the request
	 * @return false if all spans up to the root failed as well
	 */
	static boolean isHandled(SpanNode node, SpanNode root) {
		SpanNode failed = node;
		while (failed != root) {
			SpanNode parent = failed.parent();
			if (parent == null || !isFailed(parent)) {
				return true;
			}
			failed = parent;
		}
		return false;
	}

	static String type(StoredSpan span) {
		String type = span.attributes().get(SpanKeys.ERROR_TYPE);
		for (int i = span.events().size() - 1; type == null && i >= 0; i--) {
			type = span.events().get(i).attributes().get(SpanKeys.EXCEPTION_TYPE);
		}
		return (type != null) ? type : "error";
	}

	private static @Nullable String message(StoredSpan span) {
		for (int i = span.events().size() - 1; i >= 0; i--) {
			String message = span.events().get(i).attributes().get(SpanKeys.EXCEPTION_MESSAGE);
			if (message != null) {
				return message;
			}
		}
		return span.statusDescription().isEmpty() ? null : span.statusDescription();
	}

}

package io.github.tracingstarter.ui.traces;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import io.github.tracingstarter.ui.store.StoredSpan;
import io.github.tracingstarter.ui.store.StoredTrace;
import org.jspecify.annotations.Nullable;

/**
 * A summary of a trace for the list.
 *
 * @param seq the number of its last change
 * @param traceId the trace id
 * @param name the name of its root
 * @param method the method of the request, if it is one
 * @param route the matched route
 * @param path its path
 * @param status the status of the response
 * @param kind the kind of the root
 * @param startNanos when it began
 * @param durationNanos the duration of the root, or while it is running, of all spans so
 * far
 * @param spanCount the number of spans
 * @param sqlCount the number of statements
 * @param sqlNanos the time of the statements
 * @param error what failed, if anything did
 * @param failed whether the request itself failed
 * @param handled the number of handled failures
 * @param slow whether it reached the threshold
 * @param services the services in the trace
 * @param complete whether the root has arrived
 * @param repeatedSelects the suspected N+1 patterns
 * @param failures the spans where a failure started
 * @param imported whether it was read from a file
 */
record Summary(long seq, String traceId, String name, @Nullable String method, @Nullable String route,
		@Nullable String path, @Nullable Long status, String kind, long startNanos, long durationNanos, int spanCount,
		int sqlCount, long sqlNanos, @Nullable String error, boolean failed, int handled, boolean slow,
		Set<String> services, boolean complete, List<RepeatedSelect> repeatedSelects, List<ErrorMark> failures,
		boolean imported) {

	static Summary of(StoredTrace trace, SpanTree tree, long slowNanos) {
		StoredSpan root = tree.root().span();
		boolean complete = tree.isComplete();
		long duration = complete ? root.durationNanos() : tree.end() - tree.start();
		int sqlCount = 0;
		long sqlNanos = 0;
		Set<String> services = new LinkedHashSet<>();
		services.add(root.service());
		for (SpanNode node : tree.nodes()) {
			services.add(node.span().service());
			if (node.category() == Category.DB) {
				sqlCount++;
				sqlNanos += node.span().durationNanos();
			}
		}
		List<Failure> failures = Failure.findIn(tree);
		return new Summary(trace.seq(), trace.traceId(), name(root), root.attributes().get(SpanKeys.METHOD),
				root.attributes().get(SpanKeys.ROUTE), root.attributes().get(SpanKeys.PATH),
				root.attributes().get(SpanKeys.STATUS), root.kind().name().toLowerCase(Locale.ROOT), tree.start(),
				duration, tree.nodes().size(), sqlCount, sqlNanos, error(tree, failures), Failure.isFailed(tree.root()),
				(int) failures.stream().filter(Failure::handled).count(), duration >= slowNanos, services, complete,
				RepeatedSelect.findIn(tree), failures.stream().map(ErrorMark::of).toList(),
				trace.spans().stream().allMatch(StoredSpan::imported));
	}

	/**
	 * Returns the name. Requests without a matching route are all named by their method
	 * alone, which does not distinguish them, so the path is added. The number of names
	 * does not matter here.
	 */
	private static String name(StoredSpan root) {
		String path = root.attributes().get(SpanKeys.PATH);
		boolean nameless = path != null && root.name().equals(root.attributes().get(SpanKeys.METHOD));
		return nameless ? root.name() + ' ' + path : root.name();
	}

	private static @Nullable String error(SpanTree tree, List<Failure> failures) {
		if (Failure.isFailed(tree.root())) {
			return Failure.type(tree.root().span());
		}
		return failures.isEmpty() ? null : failures.get(0).type();
	}

	int nPlusOne() {
		return this.repeatedSelects.stream().mapToInt(RepeatedSelect::count).max().orElse(0);
	}

	Map<String, Object> toJson(int logCount) {
		Map<String, Object> json = new LinkedHashMap<>();
		json.put("seq", this.seq);
		json.put("traceId", this.traceId);
		json.put("name", this.name);
		PageTimes.putIfPresent(json, "method", this.method);
		PageTimes.putIfPresent(json, "route", this.route);
		PageTimes.putIfPresent(json, "path", this.path);
		PageTimes.putIfPresent(json, "status", this.status);
		json.put("kind", this.kind);
		json.put("startUs", PageTimes.instant(this.startNanos));
		json.put("durationUs", PageTimes.of(this.durationNanos));
		json.put("spanCount", this.spanCount);
		json.put("sqlCount", this.sqlCount);
		json.put("sqlUs", PageTimes.of(this.sqlNanos));
		json.put("logCount", logCount);
		PageTimes.putIfPresent(json, "error", this.error);
		json.put("failed", this.failed);
		if (this.handled > 0) {
			json.put("handled", this.handled);
		}
		if (nPlusOne() > 0) {
			json.put("nPlusOne", nPlusOne());
		}
		json.put("slow", this.slow);
		json.put("services", this.services);
		json.put("complete", this.complete);
		if (this.imported) {
			json.put("imported", true);
		}
		return json;
	}

	/**
	 * A failure without its tree, which would retain an evicted trace.
	 *
	 * @param type the type of the error
	 * @param message the message of the exception
	 * @param endNanos when the span ended
	 * @param handled whether the failure was handled
	 * @param service the service that failed
	 */
	record ErrorMark(String type, @Nullable String message, long endNanos, boolean handled, String service) {

		private static ErrorMark of(Failure failure) {
			return new ErrorMark(failure.type(), failure.message(), failure.node().end(), failure.handled(),
					failure.node().span().service());
		}

	}

}

package io.github.tracingstarter.instrument.jdbc;

import java.lang.ref.WeakReference;
import java.util.Arrays;

import io.github.tracingstarter.sql.Query;
import io.opentelemetry.api.trace.Span;
import org.jspecify.annotations.Nullable;

/**
 * Detects that a thread runs the same statement repeatedly within the same span, as when
 * an association is loaded for each entity of a list ("N+1"). Considers the last few
 * statements only, because it is called for each of them.
 */
final class Repetition {

	/**
	 * The number of different statements that may take turns.
	 */
	private static final int REMEMBERED = 4;

	private final int threshold;

	private final ThreadLocal<Recent> recent = ThreadLocal.withInitial(Recent::new);

	/**
	 * Creates what notices it.
	 * @param threshold at which run of a statement it is a repetition; 0 for never
	 */
	Repetition(int threshold) {
		this.threshold = threshold;
	}

	/**
	 * Counts a run of a statement.
	 * @param parent the span it runs in
	 * @param query the statement
	 * @return whether the statement has just become a repeated one
	 */
	boolean begins(Span parent, Query query) {
		return this.threshold > 0 && this.recent.get().count(parent, query) == this.threshold;
	}

	private static final class Recent {

		// A thread of a pool must not keep the span of its last request.
		private WeakReference<@Nullable Span> parent = new WeakReference<>(null);

		private final @Nullable Query[] queries = new Query[REMEMBERED];

		private final int[] counts = new int[REMEMBERED];

		private int oldest;

		int count(Span current, Query query) {
			if (!this.parent.refersTo(current)) {
				this.parent = new WeakReference<>(current);
				Arrays.fill(this.queries, null);
			}
			for (int i = 0; i < REMEMBERED; i++) {
				if (this.queries[i] == query) {
					return ++this.counts[i];
				}
			}
			this.queries[this.oldest] = query;
			this.counts[this.oldest] = 1;
			this.oldest = (this.oldest + 1) % REMEMBERED;
			return 1;
		}

	}

}

package io.github.tracingstarter.instrument;

import java.lang.ref.WeakReference;
import java.util.Arrays;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.github.tracingstarter.sql.Query;
import io.opentelemetry.api.trace.SpanContext;
import org.jspecify.annotations.Nullable;

/**
 * Detects that the same statement runs repeatedly within the same span, as when an
 * association is loaded for each entity of a list ("N+1"). Considers only the last few
 * statements, because it is called for each one. The runs of a repeated statement are
 * counted for the request.
 */
public final class Repetition {

	/**
	 * The number of different statements that may alternate.
	 */
	private static final int REMEMBERED = 4;

	/**
	 * The number of entries for shared threads. The repetitions of two spans that use the
	 * same entry at the same time are not detected; a global lock would be worse.
	 */
	private static final int SHARED = 64;

	private final int threshold;

	private final Supplier<RepeatedStatements> repeated;

	private final ThreadLocal<Recent> own = ThreadLocal.withInitial(Recent::new);

	private final Recent @Nullable [] shared;

	private Repetition(int threshold, Supplier<RepeatedStatements> repeated, Recent @Nullable [] shared) {
		this.threshold = threshold;
		this.repeated = repeated;
		this.shared = shared;
	}

	/**
	 * Creates a detector of repetitions on one thread.
	 * @param threshold the run at which a statement counts as repeated; 0 for never
	 * @param repeated counts the repeated statements
	 * @return the detector
	 */
	public static Repetition byThread(int threshold, Supplier<RepeatedStatements> repeated) {
		return new Repetition(threshold, repeated, null);
	}

	/**
	 * Creates a detector of repetitions on any thread, for threads that serve several
	 * requests at a time.
	 * @param threshold the run at which a statement counts as repeated; 0 for never
	 * @param repeated counts the repeated statements
	 * @return the detector
	 */
	public static Repetition acrossThreads(int threshold, Supplier<RepeatedStatements> repeated) {
		return new Repetition(threshold, repeated, Stream.generate(Recent::new).limit(SHARED).toArray(Recent[]::new));
	}

	/**
	 * Counts a run of a statement.
	 * @param parent the span that it runs in, always the same object
	 * @param query the statement
	 * @return whether the statement has just become a repeated one
	 */
	public boolean begins(SpanContext parent, Query query) {
		if (this.threshold == 0 || query.batchSize() > 1) {
			return false;
		}
		if (this.shared == null) {
			return count(this.own.get(), parent, query);
		}
		Recent recent = this.shared[Math.floorMod(parent.getSpanId().hashCode(), SHARED)];
		synchronized (recent) {
			return count(recent, parent, query);
		}
	}

	private boolean count(Recent recent, SpanContext parent, Query query) {
		int place = recent.place(parent, query);
		int count = ++recent.counts[place];
		RepeatedStatements.Runs runs = recent.repeated[place];
		if (runs != null) {
			runs.incrementAndGet();
		}
		else if (count >= this.threshold) {
			recent.repeated[place] = this.repeated.get().begin(parent.getTraceId(), query.spanName(), count);
		}
		return count == this.threshold;
	}

	private static final class Recent {

		// A pooled thread must not retain the span of its last request.
		private WeakReference<@Nullable SpanContext> parent = new WeakReference<>(null);

		private final @Nullable Query[] queries = new Query[REMEMBERED];

		private final int[] counts = new int[REMEMBERED];

		private final RepeatedStatements.@Nullable Runs[] repeated = new RepeatedStatements.Runs[REMEMBERED];

		private int oldest;

		int place(SpanContext current, Query query) {
			if (!this.parent.refersTo(current)) {
				this.parent = new WeakReference<>(current);
				Arrays.fill(this.queries, null);
			}
			for (int i = 0; i < REMEMBERED; i++) {
				if (this.queries[i] == query) {
					return i;
				}
			}
			int place = this.oldest;
			this.queries[place] = query;
			this.counts[place] = 0;
			this.repeated[place] = null;
			this.oldest = (place + 1) % REMEMBERED;
			return place;
		}

	}

}

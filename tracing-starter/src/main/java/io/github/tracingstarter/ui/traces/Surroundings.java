package io.github.tracingstarter.ui.traces;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

import io.github.tracingstarter.ui.store.StoredTrace;
import io.github.tracingstarter.ui.store.TraceStore;
import org.jspecify.annotations.Nullable;

/**
 * What happened around a trace: other requests, and the pauses of the virtual machine.
 *
 * @param store the store of the other traces, or null if there are none
 * @param summaries their summaries
 * @param pauses the pauses for garbage collection
 * @param application whether a class is the application's own
 */
record Surroundings(@Nullable TraceStore store, Summaries summaries, GcPauses pauses, Predicate<String> application) {

	/**
	 * Compares a request with the later ones of its route, if it was the first. Evicted
	 * or cleared requests may have come before it.
	 * @param summary the summary of the request
	 * @return the comparison, or null if this may not be the first request
	 */
	@Nullable First first(Summary summary) {
		if (this.store == null) {
			return null;
		}
		TraceStore.Stats stats = this.store.stats();
		if (stats.evicted() > 0 || stats.generation() > 0) {
			return null;
		}
		boolean firstOfAll = true;
		List<Long> later = new ArrayList<>();
		for (StoredTrace trace : this.store.changedSince(0, Integer.MAX_VALUE)) {
			Summary other = this.summaries.of(trace);
			if (other.imported() || !other.kind().equals("server") || other.traceId().equals(summary.traceId())
					|| !other.services().iterator().next().equals(summary.services().iterator().next())) {
				continue;
			}
			boolean earlier = other.startNanos() <= summary.startNanos();
			firstOfAll &= !earlier;
			if (other.name().equals(summary.name())) {
				if (earlier) {
					return null;
				}
				if (other.complete()) {
					later.add(other.durationNanos());
				}
			}
		}
		later.sort(null);
		return new First(firstOfAll, later.size(), later.isEmpty() ? 0 : later.get(later.size() / 2));
	}

	/**
	 * The first request of a route since the application started.
	 *
	 * @param ofAll whether it was also the first request of all routes
	 * @param later how many requests came later
	 * @param laterNanos the median of their durations
	 */
	record First(boolean ofAll, int later, long laterNanos) {
	}

}

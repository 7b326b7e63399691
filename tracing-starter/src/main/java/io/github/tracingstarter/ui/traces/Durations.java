package io.github.tracingstarter.ui.traces;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The durations of one kind of operation, and their percentiles.
 */
final class Durations {

	private final List<Long> nanos = new ArrayList<>();

	private boolean sorted = true;

	void add(long nanos) {
		this.nanos.add(nanos);
		this.sorted = false;
	}

	int count() {
		return this.nanos.size();
	}

	long sum() {
		return this.nanos.stream().mapToLong(Long::longValue).sum();
	}

	/**
	 * Returns a percentile by nearest rank, which is always a duration that occurred.
	 * @param percent from 1 to 100
	 * @return the duration in nanoseconds, 0 if there are none
	 */
	long percentile(int percent) {
		if (this.nanos.isEmpty()) {
			return 0;
		}
		if (!this.sorted) {
			Collections.sort(this.nanos);
			this.sorted = true;
		}
		int rank = (int) Math.ceil(percent / 100d * this.nanos.size());
		return this.nanos.get(Math.max(1, rank) - 1);
	}

}

package io.github.tracingstarter.ui.rates;

import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * The requests of one route in each minute of the last hour. Takes about nine kilobytes,
 * regardless of the counts. Counting takes no lock, except for the first request of a
 * minute.
 */
final class RouteRates {

	static final int MINUTES = 60;

	/** The index of the errors, after the buckets of the durations. */
	private static final int ERRORS = Durations.BUCKETS;

	/** The index of the requests of which only the sum of their durations is known. */
	private static final int UNKNOWN = ERRORS + 1;

	private static final int WIDTH = UNKNOWN + 1;

	private final String service;

	private final String name;

	/** The minute of each slot, counted from the epoch. */
	private final AtomicLongArray minutes = new AtomicLongArray(MINUTES);

	private final AtomicLongArray nanos = new AtomicLongArray(MINUTES);

	private final AtomicIntegerArray counts = new AtomicIntegerArray(MINUTES * WIDTH);

	RouteRates(String service, String name) {
		this.service = service;
		this.name = name;
	}

	String service() {
		return this.service;
	}

	String name() {
		return this.name;
	}

	void add(long minute, long nanos, boolean failed) {
		int place = place(minute);
		this.nanos.getAndAdd(place, nanos);
		this.counts.getAndIncrement(place * WIDTH + Durations.bucket(nanos));
		if (failed) {
			this.counts.getAndIncrement(place * WIDTH + ERRORS);
		}
	}

	/**
	 * Adds the counts of another application.
	 * @param minute the minute
	 * @param requests the requests; fewer in the buckets if their durations are not known
	 * @param failed whether they failed
	 */
	void add(long minute, Requests requests, boolean failed) {
		int place = place(minute);
		this.nanos.getAndAdd(place, requests.nanos());
		int unknown = requests.count();
		for (int i = 0; i < Durations.BUCKETS; i++) {
			int count = requests.buckets()[i];
			unknown -= count;
			if (count != 0) {
				this.counts.getAndAdd(place * WIDTH + i, count);
			}
		}
		this.counts.getAndAdd(place * WIDTH + UNKNOWN, Math.max(0, unknown));
		if (failed) {
			this.counts.getAndAdd(place * WIDTH + ERRORS, requests.count());
		}
	}

	private int place(long minute) {
		int place = (int) (minute % MINUTES);
		if (this.minutes.get(place) != minute) {
			begin(place, minute);
		}
		return place;
	}

	private synchronized void begin(int place, long minute) {
		if (this.minutes.get(place) >= minute) {
			// Another thread was first, or the clock was set back.
			return;
		}
		this.nanos.set(place, 0);
		for (int i = 0; i < WIDTH; i++) {
			this.counts.set(place * WIDTH + i, 0);
		}
		this.minutes.set(place, minute);
	}

	/**
	 * Returns the first minute with requests, because another application may report a
	 * time before this one started.
	 * @param from the first requested minute
	 * @param otherwise the result if there is none before it
	 * @return the minute
	 */
	long first(long from, long otherwise) {
		long first = otherwise;
		for (int place = 0; place < MINUTES; place++) {
			long minute = this.minutes.get(place);
			first = (minute >= from) ? Math.min(first, minute) : first;
		}
		return first;
	}

	/**
	 * Adds the counts to a history.
	 * @param history the history
	 */
	void addTo(History history) {
		for (int place = 0; place < MINUTES; place++) {
			long minute = this.minutes.get(place);
			if (history.has(minute)) {
				for (int i = 0; i < Durations.BUCKETS; i++) {
					history.requests(minute, i, Math.max(0, this.counts.get(place * WIDTH + i)));
				}
				history.others(minute, this.counts.get(place * WIDTH + UNKNOWN),
						this.counts.get(place * WIDTH + ERRORS), this.nanos.get(place));
			}
		}
	}

	/**
	 * Requests that were counted elsewhere.
	 *
	 * @param count their number
	 * @param nanos the sum of their durations
	 * @param buckets the number of requests in each bucket of {@link Durations}
	 */
	record Requests(int count, long nanos, int[] buckets) {
	}

}

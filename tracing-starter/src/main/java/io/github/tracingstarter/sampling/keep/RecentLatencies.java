package io.github.tracingstarter.sampling.keep;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * The durations of the last one to two thousand requests of each route, in buckets that
 * are an eighth of an octave wide. The number of routes is bounded; routes beyond the
 * limit have no slow requests.
 */
final class RecentLatencies {

	private static final int MAX_ROUTES = 256;

	private final Map<String, Latencies> routes = new ConcurrentHashMap<>();

	void add(String route, long nanos) {
		Latencies latencies = this.routes.get(route);
		if (latencies == null) {
			if (this.routes.size() >= MAX_ROUTES) {
				return;
			}
			latencies = this.routes.computeIfAbsent(route, (name) -> new Latencies());
		}
		latencies.add(nanos);
	}

	/**
	 * Returns the duration that one request in a hundred exceeds.
	 * @param route the route
	 * @return the duration in nanoseconds; a value that none exceeds until enough
	 * requests are known
	 */
	long slow(String route) {
		Latencies latencies = this.routes.get(route);
		return (latencies != null) ? latencies.slow : Long.MAX_VALUE;
	}

	private static final class Latencies {

		/** A power of two: eight buckets for each octave. */
		private static final int PER_OCTAVE = 8;

		/** 16 microseconds; anything faster is in the first bucket. */
		private static final int FIRST_OCTAVE = 14;

		private static final int CLASSES = 28 * PER_OCTAVE;

		private static final int ENOUGH = 100;

		private static final int INTERVAL = 64;

		private static final int WINDOW = 2048;

		private final AtomicIntegerArray classes = new AtomicIntegerArray(CLASSES);

		private final AtomicInteger count = new AtomicInteger();

		private volatile long slow = Long.MAX_VALUE;

		private void add(long nanos) {
			this.classes.getAndIncrement(index(nanos));
			int now = this.count.incrementAndGet();
			if (now == ENOUGH || (now > ENOUGH && now % INTERVAL == 0)) {
				update();
			}
		}

		private static int index(long nanos) {
			int octave = 63 - Long.numberOfLeadingZeros(Math.max(nanos, 1));
			if (octave < FIRST_OCTAVE) {
				return 0;
			}
			int part = (int) (nanos >>> (octave - 3)) & (PER_OCTAVE - 1);
			return Math.min((octave - FIRST_OCTAVE) * PER_OCTAVE + part, CLASSES - 1);
		}

		/** Returns the first duration in the next bucket. */
		private static long end(int index) {
			long octave = 1L << (FIRST_OCTAVE + index / PER_OCTAVE);
			return octave + (index % PER_OCTAVE + 1) * (octave / PER_OCTAVE);
		}

		/**
		 * Recalculates the duration, and forgets half of the past if there is a lot of
		 * it.
		 */
		private synchronized void update() {
			long total = 0;
			for (int i = 0; i < CLASSES; i++) {
				total += this.classes.get(i);
			}
			long fast = (total * 99 + 99) / 100;
			long seen = 0;
			for (int i = 0; i < CLASSES; i++) {
				seen += this.classes.get(i);
				if (seen >= fast) {
					this.slow = end(i);
					break;
				}
			}
			if (total >= WINDOW) {
				for (int i = 0; i < CLASSES; i++) {
					this.classes.addAndGet(i, -(this.classes.get(i) / 2));
				}
				this.count.set(WINDOW / 2);
			}
		}

	}

}

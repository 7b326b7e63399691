package io.github.tracingstarter.ui.stacks;

import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;

import io.github.tracingstarter.instrument.WorkWatch;
import io.github.tracingstarter.ui.store.StoredSpan;
import io.github.tracingstarter.ui.store.StoredTrace;
import io.github.tracingstarter.ui.store.TraceStore;
import io.opentelemetry.api.common.Attributes;
import org.jspecify.annotations.Nullable;

/**
 * Creates the watch over requests with its default settings, for benchmarks.
 */
public final class WatchedRequests {

	private WatchedRequests() {
	}

	/**
	 * Creates a watch, with a thread that checks the requests when it is time.
	 * @return the watch
	 */
	public static WorkWatch create() {
		TraceStore store = new TimedStore();
		return new SlowRequests(store, new StackSampler(store, Duration.ofMillis(20)), Duration.ofSeconds(1),
				Duration.ofMillis(500), Attributes::empty);
	}

	private static final class TimedStore implements TraceStore {

		@Override
		public Runnable attend(LongSupplier duty) {
			Thread thread = new Thread(() -> {
				while (true) {
					try {
						Thread.sleep(Math.max(1, Math.min(duty.getAsLong() / 1_000_000, 50)));
					}
					catch (InterruptedException ex) {
						return;
					}
				}
			});
			thread.setDaemon(true);
			thread.start();
			return () -> {
			};
		}

		@Override
		public void add(StoredSpan span) {
		}

		@Override
		public @Nullable StoredTrace find(String traceId) {
			return null;
		}

		@Override
		public List<StoredTrace> changedSince(long seq, int limit) {
			return List.of();
		}

		@Override
		public void clear() {
		}

		@Override
		public Stats stats() {
			return new Stats(0, 0, 0, 0, 0, 0, 0);
		}

	}

}

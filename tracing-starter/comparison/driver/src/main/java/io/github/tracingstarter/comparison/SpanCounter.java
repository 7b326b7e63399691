package io.github.tracingstarter.comparison;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;

import io.github.tracingstarter.testing.OtlpReceiver;
import io.opentelemetry.proto.trace.v1.Span;

/**
 * Counts the spans of one application, as they arrive.
 */
final class SpanCounter implements AutoCloseable {

	/** Kept, as a logger that nobody holds forgets its level. */
	private static final Logger tomcatLogger = Logger.getLogger("org.apache");

	static {
		// That it starts and stops is no news here.
		tomcatLogger.setLevel(Level.SEVERE);
	}

	private final OtlpReceiver receiver = OtlpReceiver.start();

	SpanCounter() {
		this.receiver.countOnly();
	}

	int port() {
		return this.receiver.port();
	}

	int count() {
		return this.receiver.count();
	}

	/**
	 * The number of log records.
	 */
	int logs() {
		return this.receiver.logCount();
	}

	/**
	 * Shows somebody each span that comes from now on.
	 */
	void watch(Consumer<Span> watcher) {
		this.receiver.watch(watcher);
	}

	/**
	 * Begins to count at 0, and forgets the headers that the receiver notes of each
	 * request.
	 */
	void reset() {
		this.receiver.clear();
	}

	/**
	 * Waits until a number of spans has come, or none for some time.
	 * @param expected the number of spans
	 * @param silence how long none may come before the rest is taken for lost
	 * @param patience how long it takes at the most
	 * @return the number of spans that came
	 */
	int await(long expected, Duration silence, Duration patience) throws InterruptedException {
		long start = System.nanoTime();
		long lastArrival = start;
		int before = count();
		while (before < expected && System.nanoTime() - start < patience.toNanos()
				&& System.nanoTime() - lastArrival < silence.toNanos()) {
			Thread.sleep(5);
			int now = count();
			if (now != before) {
				lastArrival = System.nanoTime();
				before = now;
			}
		}
		return count();
	}

	@Override
	public void close() {
		this.receiver.close();
	}

}

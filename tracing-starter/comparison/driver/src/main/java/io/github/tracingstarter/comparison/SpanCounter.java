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

	/** Kept in a field, because a logger that is not referenced loses its level. */
	private static final Logger tomcatLogger = Logger.getLogger("org.apache");

	static {
		// Its start and stop are of no interest here.
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
	 * Returns the number of log records.
	 */
	int logs() {
		return this.receiver.logCount();
	}

	/**
	 * Passes each span that arrives from now on to a consumer.
	 */
	void watch(Consumer<Span> watcher) {
		this.receiver.watch(watcher);
	}

	/**
	 * Resets the count to 0, and discards the headers that the receiver records for each
	 * request.
	 */
	void reset() {
		this.receiver.clear();
	}

	/**
	 * Closes all connections and accepts no more.
	 */
	void stop() {
		this.receiver.close();
	}

	/**
	 * Accepts connections again, on the same port.
	 */
	void restart() {
		this.receiver.restart();
	}

	/**
	 * Has spans and log records answered in that way.
	 */
	void behave(OtlpReceiver.Behaviour behaviour) {
		this.receiver.behave(behaviour);
		this.receiver.behaveToLogs(behaviour);
	}

	/**
	 * Waits until a number of spans has arrived, or none for some time.
	 * @param expected the number of spans
	 * @param silence how long no span may arrive before the rest counts as lost
	 * @param patience how long to wait at most
	 * @return the number of spans that arrived
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

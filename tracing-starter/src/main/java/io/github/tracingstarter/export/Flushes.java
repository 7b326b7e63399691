package io.github.tracingstarter.export;

import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.opentelemetry.sdk.common.CompletableResultCode;

/**
 * Calls that wait until all spans added before them have been sent. Any thread can add
 * them; the export thread ends them.
 */
final class Flushes {

	private final Queue<Flush> waiting = new ConcurrentLinkedQueue<>();

	/**
	 * Adds a call.
	 * @param mark how many spans had been added to the queue
	 * @return the result that the caller waits for
	 */
	CompletableResultCode add(long mark) {
		Flush flush = new Flush(mark, new CompletableResultCode());
		this.waiting.add(flush);
		return flush.result();
	}

	boolean isEmpty() {
		return this.waiting.isEmpty();
	}

	/**
	 * Ends the calls whose spans have been processed.
	 * @param released how many spans of the queue have been
	 */
	void complete(long released) {
		for (Iterator<Flush> iterator = this.waiting.iterator(); iterator.hasNext();) {
			Flush flush = iterator.next();
			if (released >= flush.mark()) {
				iterator.remove();
				flush.result().succeed();
			}
		}
	}

	void fail() {
		// Only the calls that are waiting now, because a caller may call again as soon as
		// it is notified.
		for (Flush flush : List.copyOf(this.waiting)) {
			this.waiting.remove(flush);
			flush.result().fail();
		}
	}

	private record Flush(long mark, CompletableResultCode result) {

	}

}

package io.github.tracingstarter.ui.stacks;

import java.util.concurrent.TimeUnit;

import io.github.tracingstarter.instrument.WorkWatch;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.sdk.trace.ReadableSpan;

/**
 * The work of a thread on a request. The only object that is created for a request.
 */
final class WatchedRequest implements WorkWatch.Work {

	/** The event of a slow request at the time when the writing of the response began. */
	static final String HANDLED = "handler returned";

	private final SlowRequests requests;

	private final Thread thread;

	private final ReadableSpan span;

	private final long startNanos;

	private long handledNanos;

	/** The slot, or an index after the last one if it has none. */
	private int slot = -1;

	private volatile boolean slow;

	private volatile long endNanos;

	WatchedRequest(SlowRequests requests, Thread thread, ReadableSpan span, long startNanos) {
		this.requests = requests;
		this.thread = thread;
		this.span = span;
		this.startNanos = startNanos;
	}

	void entered(int slot) {
		this.slot = slot;
	}

	Thread thread() {
		return this.thread;
	}

	ReadableSpan span() {
		return this.span;
	}

	/**
	 * Returns when the request began, by the clock of the virtual machine.
	 */
	long startNanos() {
		return this.startNanos;
	}

	/**
	 * Returns when the thread left the request, by that clock, or 0 if that was not
	 * detected.
	 */
	long endNanos() {
		return this.endNanos;
	}

	boolean isSlow() {
		return this.slow;
	}

	void slow() {
		this.slow = true;
	}

	/**
	 * Returns whether the thread is working on the request.
	 */
	boolean isRunning() {
		return this.slot >= 0 && this.requests.isIn(this, this.slot);
	}

	@Override
	public void handled() {
		if (this.handledNanos == 0) {
			this.handledNanos = this.span.getLatencyNanos();
		}
	}

	@Override
	public void end() {
		if (this.slow) {
			this.endNanos = System.nanoTime();
		}
		if (this.slot >= 0) {
			this.requests.leave(this, this.slot);
		}
		if (this.handledNanos > 0 && this.span.getLatencyNanos() >= this.requests.slowNanos()) {
			((Span) this.span).addEvent(HANDLED, this.requests.facts(),
					this.span.toSpanData().getStartEpochNanos() + this.handledNanos, TimeUnit.NANOSECONDS);
		}
	}

}

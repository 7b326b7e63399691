package io.github.tracingstarter.sampling.keep;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;

import io.opentelemetry.sdk.trace.ReadableSpan;
import org.jspecify.annotations.Nullable;

/**
 * The spans of a trace that have ended while its fate is open, and then what became of
 * it. There may be several first spans, if a service calls itself: one that is kept keeps
 * all.
 */
final class HeldTrace {

	/** What a trace takes up without spans. */
	static final int WEIGHT = 256;

	/** When it started, or was kept. */
	private volatile long sinceNanos;

	/**
	 * The first span while it is open. Weak, as a span that is withheld never ends.
	 */
	private @Nullable WeakReference<ReadableSpan> root;

	/** Further first spans that are open. */
	private List<WeakReference<ReadableSpan>> others = List.of();

	/** Made when there is one to hold: most traces of one span are forgotten. */
	private List<ReadableSpan> spans = List.of();

	/** The bytes of all spans that were taken, whether they are still here or not. */
	private long takenBytes;

	private int heldBytes;

	private int leftOut;

	private boolean failed;

	private State state = State.OPEN;

	HeldTrace(ReadableSpan root, long nanos) {
		this.root = new WeakReference<>(root);
		this.sinceNanos = nanos;
	}

	long sinceNanos() {
		return this.sinceNanos;
	}

	/**
	 * Another first span has started.
	 * @param another the span
	 * @return false if this trace has been discarded
	 */
	synchronized boolean join(ReadableSpan another) {
		if (this.state == State.DISCARDED) {
			return false;
		}
		List<WeakReference<ReadableSpan>> more = new ArrayList<>(this.others);
		more.add(new WeakReference<>(another));
		this.others = more;
		return true;
	}

	/**
	 * Takes a span that has ended.
	 * @param span the span
	 * @param weight its bytes
	 * @param room the bytes that all spans of a trace may have
	 * @param failed whether it says what failed, for which some room is left
	 * @return what to do with it
	 */
	synchronized Answer add(ReadableSpan span, int weight, long room, boolean failed) {
		if (this.state == State.DISCARDED) {
			return Answer.IGNORED;
		}
		this.failed |= failed;
		if (this.state == State.EXPIRED || this.takenBytes + weight > (failed ? room : room - room / 4)) {
			this.leftOut++;
			return Answer.LEFT_OUT;
		}
		this.takenBytes += weight;
		if (this.state == State.KEPT) {
			return Answer.PASSED_ON;
		}
		this.heldBytes += weight;
		if (this.spans.isEmpty()) {
			this.spans = new ArrayList<>();
		}
		this.spans.add(span);
		return Answer.HELD;
	}

	/**
	 * A first span has ended that keeps the trace.
	 * @param first the span
	 * @param nanos the time
	 * @return what was held, and is to be passed on
	 */
	synchronized Outcome keep(ReadableSpan first, long nanos) {
		leave(first);
		this.sinceNanos = nanos;
		return release(State.KEPT);
	}

	/**
	 * A first span has ended that does not keep the trace.
	 * @param first the span
	 * @return what was held and is forgotten, or null if others are open, or have kept it
	 */
	synchronized @Nullable Outcome discard(ReadableSpan first) {
		leave(first);
		return (isOver() && this.state != State.KEPT) ? release(State.DISCARDED) : null;
	}

	private void leave(ReadableSpan first) {
		if (this.root != null && this.root.refersTo(first)) {
			this.root = null;
		}
		else if (!this.others.isEmpty()) {
			List<WeakReference<ReadableSpan>> left = new ArrayList<>(this.others);
			left.removeIf((other) -> other.refersTo(first) || other.refersTo(null));
			this.others = left;
		}
	}

	/**
	 * Forgets the spans, for lack of room or time. The first one may still be kept.
	 * @return what was held
	 */
	synchronized Outcome expire() {
		this.leftOut += this.spans.size();
		return release((this.state == State.OPEN) ? State.EXPIRED : this.state);
	}

	/**
	 * Forgets all.
	 * @return what was held
	 */
	synchronized Outcome remove() {
		return release(State.DISCARDED);
	}

	private Outcome release(State next) {
		Outcome outcome = new Outcome(this.spans, this.heldBytes, this.leftOut);
		this.spans = List.of();
		this.heldBytes = 0;
		this.state = next;
		return outcome;
	}

	/**
	 * Returns whether no first span is open.
	 * @return true if all of them have ended, or never will
	 */
	synchronized boolean isOver() {
		if (this.root != null && !this.root.refersTo(null)) {
			return false;
		}
		for (WeakReference<ReadableSpan> other : this.others) {
			if (!other.refersTo(null)) {
				return false;
			}
		}
		return true;
	}

	/**
	 * Returns whether a span that has ended failed, whether it is still here or not.
	 * @return false if none did, not counting first ones that keep the trace
	 */
	synchronized boolean hasFailed() {
		return this.failed;
	}

	synchronized boolean isKept() {
		return this.state == State.KEPT;
	}

	/**
	 * What becomes of a span.
	 */
	enum Answer {

		/** It waits. */
		HELD,

		/** The trace is kept, so it is passed on. */
		PASSED_ON,

		/** There is no room, or no time. */
		LEFT_OUT,

		/** The trace has been discarded. */
		IGNORED

	}

	/**
	 * What a trace gives up.
	 *
	 * @param spans the spans
	 * @param bytes their bytes
	 * @param leftOut how many spans it has lost
	 */
	record Outcome(List<ReadableSpan> spans, int bytes, int leftOut) {
	}

	private enum State {

		OPEN, EXPIRED, KEPT, DISCARDED

	}

}

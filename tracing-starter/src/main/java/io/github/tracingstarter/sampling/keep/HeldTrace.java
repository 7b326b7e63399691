package io.github.tracingstarter.sampling.keep;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;

import io.opentelemetry.sdk.trace.ReadableSpan;
import org.jspecify.annotations.Nullable;

/**
 * The ended spans of a trace that is still undecided, and then the outcome. There may be
 * several first spans if a service calls itself: if one of them keeps the trace, all
 * spans are kept.
 */
final class HeldTrace {

	/** The estimated bytes of a trace without spans. */
	static final int WEIGHT = 256;

	/** The time at which it started, or was kept. */
	private volatile long sinceNanos;

	/**
	 * The first span while it is open. A weak reference, because a withheld span never
	 * ends.
	 */
	private @Nullable WeakReference<ReadableSpan> root;

	/** Further open first spans. */
	private List<WeakReference<ReadableSpan>> others = List.of();

	/**
	 * Created when there is a span to hold, because most traces of one span are
	 * forgotten.
	 */
	private List<ReadableSpan> spans = List.of();

	/** The bytes of all accepted spans, whether they are still held or not. */
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
	 * Called when another first span has started.
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
	 * Adds an ended span.
	 * @param span the span
	 * @param weight its bytes
	 * @param room the maximum bytes of all spans of a trace
	 * @param failed whether the span failed, for which some room is reserved
	 * @return what happens to the span
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
	 * Called when a first span that keeps the trace has ended.
	 * @param first the span
	 * @param nanos the time
	 * @return the held spans, to be passed on
	 */
	synchronized Outcome keep(ReadableSpan first, long nanos) {
		leave(first);
		this.sinceNanos = nanos;
		return release(State.KEPT);
	}

	/**
	 * Called when a first span that does not keep the trace has ended.
	 * @param first the span
	 * @return the held spans, which are now forgotten, or null if other first spans are
	 * open or have kept the trace
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
	 * Forgets the spans, for lack of room or time. The first span may still be kept.
	 * @return the spans that were held
	 */
	synchronized Outcome expire() {
		this.leftOut += this.spans.size();
		return release((this.state == State.OPEN) ? State.EXPIRED : this.state);
	}

	/**
	 * Forgets everything.
	 * @return the spans that were held
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
	 * @return true if all of them have ended or never will
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
	 * Returns whether an ended span failed, whether it is still held or not.
	 * @return false if none did, not counting first spans that keep the trace
	 */
	synchronized boolean hasFailed() {
		return this.failed;
	}

	synchronized boolean isKept() {
		return this.state == State.KEPT;
	}

	/**
	 * What happens to a span.
	 */
	enum Answer {

		/** It is held. */
		HELD,

		/** The trace is kept, so it is passed on. */
		PASSED_ON,

		/** There is no room or no time for it. */
		LEFT_OUT,

		/** The trace has been discarded. */
		IGNORED

	}

	/**
	 * The spans that a trace releases.
	 *
	 * @param spans the spans
	 * @param bytes their bytes
	 * @param leftOut how many spans the trace has lost
	 */
	record Outcome(List<ReadableSpan> spans, int bytes, int leftOut) {
	}

	private enum State {

		OPEN, EXPIRED, KEPT, DISCARDED

	}

}

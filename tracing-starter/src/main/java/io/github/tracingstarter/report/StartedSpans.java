package io.github.tracingstarter.report;

import java.util.concurrent.atomic.LongAdder;

/**
 * Counts spans when they start. It is a bean only if there is a meter registry, because
 * nothing else reads it.
 */
public final class StartedSpans {

	private final LongAdder sampled = new LongAdder();

	private final LongAdder others = new LongAdder();

	/**
	 * Counts a span.
	 * @param sampled whether it is recorded and exported
	 */
	public void add(boolean sampled) {
		(sampled ? this.sampled : this.others).increment();
	}

	/**
	 * Returns how many spans were sampled.
	 * @return the number of spans since the start
	 */
	public long sampled() {
		return this.sampled.sum();
	}

	/**
	 * Returns how many spans were started.
	 * @return the number of spans since the start
	 */
	public long all() {
		return this.sampled.sum() + this.others.sum();
	}

}

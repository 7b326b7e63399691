package io.github.tracingstarter.report;

import java.util.concurrent.atomic.LongAdder;

/**
 * Counts spans as they are begun. A bean where there is a meter registry: elsewhere
 * nobody would read it.
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
	 * How many were sampled.
	 * @return the number of spans since the start
	 */
	public long sampled() {
		return this.sampled.sum();
	}

	/**
	 * How many there were.
	 * @return the number of spans since the start
	 */
	public long all() {
		return this.sampled.sum() + this.others.sum();
	}

}

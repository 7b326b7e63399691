package io.github.tracingstarter.logs;

import java.util.List;

/**
 * A processor of log records that may have no use for them at times, as when no collector
 * answers: then none are made.
 */
public interface LogDemand {

	/** That of a processor of which nothing is known. */
	LogDemand ALWAYS = new LogDemand() {

		@Override
		public boolean isPossible() {
			return true;
		}

		@Override
		public boolean isWanted() {
			return true;
		}

	};

	/** That of nobody. */
	LogDemand NEVER = new LogDemand() {

		@Override
		public boolean isPossible() {
			return false;
		}

		@Override
		public boolean isWanted() {
			return false;
		}

	};

	/**
	 * The demand of processors.
	 * @param processors all that get each record
	 * @return that of the only one if it has one
	 */
	static LogDemand of(List<?> processors) {
		if (processors.isEmpty()) {
			return NEVER;
		}
		return (processors.size() == 1 && processors.get(0) instanceof LogDemand only) ? only : ALWAYS;
	}

	/**
	 * Whether records may be wanted at all.
	 * @return false if there is nowhere to send them to
	 */
	boolean isPossible();

	/**
	 * Whether records are wanted now. For any thread, before each record.
	 * @return true if they are
	 */
	boolean isWanted();

	/**
	 * Whether it is known that the records that are wanted are also taken.
	 * @return false while that is being found out
	 */
	default boolean isCertain() {
		return true;
	}

}

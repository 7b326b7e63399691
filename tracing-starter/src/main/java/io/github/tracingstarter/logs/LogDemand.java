package io.github.tracingstarter.logs;

import java.util.List;

/**
 * A processor of log records that may temporarily have no use for them, such as when no
 * collector answers. No records are created then.
 */
public interface LogDemand {

	/** The demand of an unknown processor. */
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

	/** No demand. */
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
	 * Returns the demand of processors.
	 * @param processors all processors that get each record
	 * @return the demand of the processor, if it is the only one and has one
	 */
	static LogDemand of(List<?> processors) {
		if (processors.isEmpty()) {
			return NEVER;
		}
		return (processors.size() == 1 && processors.get(0) instanceof LogDemand only) ? only : ALWAYS;
	}

	/**
	 * Returns whether records may be wanted at all.
	 * @return false if there is nowhere to send them to
	 */
	boolean isPossible();

	/**
	 * Returns whether records are wanted now. For any thread, before each record.
	 * @return true if they are
	 */
	boolean isWanted();

	/**
	 * Returns whether it is known that wanted records will be accepted.
	 * @return false while that is being determined
	 */
	default boolean isCertain() {
		return true;
	}

}

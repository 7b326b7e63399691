package io.github.tracingstarter.logs;

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

}

package io.github.tracingstarter.export;

/**
 * Whether the application is stopping, and how long its spans may still be sent.
 * Requested by one thread and read by the export thread.
 */
final class Shutdown {

	private volatile boolean requested;

	private volatile long deadline;

	/**
	 * Requests the end.
	 * @param nanoTime when sending has to be over
	 */
	void request(long nanoTime) {
		this.deadline = nanoTime;
		this.requested = true;
	}

	boolean isRequested() {
		return this.requested;
	}

	/**
	 * The time left until the deadline, if the end was requested.
	 * @return nanoseconds, zero or less when the time is over
	 */
	long nanosLeft() {
		return this.deadline - System.nanoTime();
	}

	boolean isOver() {
		return this.requested && nanosLeft() <= 0;
	}

}

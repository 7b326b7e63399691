package io.github.tracingstarter.export;

/**
 * Whether the application is stopping, and how long its spans may still be sent. One
 * thread requests the shutdown, and the export thread reads it.
 */
final class Shutdown {

	private volatile boolean requested;

	private volatile long deadline;

	/**
	 * Requests the end.
	 * @param nanoTime the time by which sending must be over
	 */
	void request(long nanoTime) {
		this.deadline = nanoTime;
		this.requested = true;
	}

	boolean isRequested() {
		return this.requested;
	}

	/**
	 * Returns the time left until the deadline, if the end was requested.
	 * @return the time in nanoseconds, zero or less if it is over
	 */
	long nanosLeft() {
		return this.deadline - System.nanoTime();
	}

	boolean isOver() {
		return this.requested && nanosLeft() <= 0;
	}

}

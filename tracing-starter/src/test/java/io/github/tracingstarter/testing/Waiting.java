package io.github.tracingstarter.testing;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * Waits for what other threads do.
 */
final class Waiting {

	/**
	 * Only a test that fails waits so long, so that a slow machine does not fail one.
	 */
	private static final Duration PATIENCE = Duration.ofSeconds(15);

	private Waiting() {
	}

	/**
	 * Waits for a condition.
	 * @param condition what to wait for
	 * @return whether it came true
	 */
	static boolean until(BooleanSupplier condition) {
		long deadline = System.nanoTime() + PATIENCE.toNanos();
		while (!condition.getAsBoolean()) {
			if (System.nanoTime() > deadline) {
				return false;
			}
			try {
				Thread.sleep(2);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				return condition.getAsBoolean();
			}
		}
		return true;
	}

}

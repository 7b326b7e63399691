package io.github.tracingstarter.testing;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Waits for what other threads do.
 */
public final class Waiting {

	/**
	 * Only a test that fails waits so long, so that a slow machine does not fail one.
	 */
	private static final Duration PATIENCE = Duration.ofSeconds(15);

	private Waiting() {
	}

	/**
	 * Waits for a condition, and fails when that takes too long.
	 * @param condition what to wait for
	 * @param expected names the condition, and says what there is instead
	 */
	public static void await(BooleanSupplier condition, Supplier<String> expected) {
		if (!until(condition)) {
			throw new AssertionError("Expected " + expected.get());
		}
	}

	/**
	 * Waits for a text to be printed, and fails when that takes too long.
	 * @param output what was printed so far, such as the output that a test captures
	 * @param text what to wait for
	 */
	public static void awaitText(CharSequence output, String text) {
		await(() -> output.toString().contains(text), () -> "'%s' in%n%s".formatted(text, output));
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

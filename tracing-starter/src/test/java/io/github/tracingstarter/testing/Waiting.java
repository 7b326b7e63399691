package io.github.tracingstarter.testing;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Waits for what other threads do.
 */
public final class Waiting {

	/**
	 * Only a failing test waits this long, so that tests do not fail on a slow machine.
	 */
	private static final Duration PATIENCE = Duration.ofSeconds(15);

	private Waiting() {
	}

	/**
	 * Waits for a condition, and fails when that takes too long.
	 * @param condition what to wait for
	 * @param expected the name of the condition, and what there is instead
	 */
	public static void await(BooleanSupplier condition, Supplier<String> expected) {
		if (!until(condition)) {
			throw new AssertionError("Expected " + expected.get());
		}
	}

	/**
	 * Waits for a text to be printed, and fails when that takes too long.
	 * @param output the output so far, such as that captured by a test
	 * @param text the text to wait for
	 */
	public static void awaitText(CharSequence output, String text) {
		await(() -> output.toString().contains(text), () -> "'%s' in%n%s".formatted(text, output));
	}

	/**
	 * Waits for a condition.
	 * @param condition the condition to wait for
	 * @return whether it became true
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

package io.github.tracingstarter.comparison;

import java.util.Locale;

/**
 * What is measured.
 */
enum Mode {

	/** What a request costs where nobody drops spans. */
	COST(3, 12, 2),

	/** How many spans arrive from busy applications with their tracers' own queues. */
	FULL_LOAD(3, 2, 10),

	/**
	 * Whether all failed requests arrive when one in a hundred is recorded, and
	 * everything while what is recorded is changed, at full load.
	 */
	CONTROL(1, 1, 10),

	/** What starting costs, and the memory after that. */
	START_UP(5, 1, 1),

	/**
	 * What starting costs of an executable jar, an extracted one, and with archives of
	 * classes that an earlier run made.
	 */
	ARCHIVES(5, 1, 1);

	private final int rounds;

	private final int windows;

	private final double windowSeconds;

	Mode(int rounds, int windows, double windowSeconds) {
		this.rounds = rounds;
		this.windows = windows;
		this.windowSeconds = windowSeconds;
	}

	int rounds() {
		return this.rounds;
	}

	int windows() {
		return this.windows;
	}

	double windowSeconds() {
		return this.windowSeconds;
	}

	static Mode of(String name) {
		for (Mode mode : values()) {
			if (mode.optionName().equals(name)) {
				return mode;
			}
		}
		throw new IllegalArgumentException(
				"no mode '%s': cost, full-load, control, start-up, archives".formatted(name));
	}

	String optionName() {
		return name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

}

package io.github.tracingstarter.comparison;

import java.util.Locale;

/**
 * The kind of measurement.
 */
enum Mode {

	/** The cost of a request if no tracer drops spans. */
	COST(3, 12, 2),

	/**
	 * The number of spans that arrive from busy applications with their tracers' own
	 * queues.
	 */
	FULL_LOAD(3, 2, 10),

	/**
	 * Whether all failed requests arrive if one in a hundred is recorded, and whether
	 * everything arrives while the rules are changed, at full load.
	 */
	CONTROL(1, 1, 10),

	/** The cost of startup, and the memory used after it. */
	START_UP(5, 1, 1),

	/**
	 * The cost of startup of an executable jar, of an extracted one, and with class
	 * archives from an earlier run.
	 */
	ARCHIVES(5, 1, 1),

	/**
	 * What grows while an application runs for an hour, and everything around it is
	 * restarted.
	 */
	SOAK(1, 1, 1);

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

	/**
	 * Returns the options of the applications' JVMs.
	 */
	String jvmOptions() {
		// With a heap that is there from the start, only what is outside it can grow.
		return (this == SOAK) ? "-Xms384m -Xmx384m -XX:+AlwaysPreTouch -XX:NativeMemoryTracking=summary" : "-Xmx512m";
	}

	static Mode of(String name) {
		for (Mode mode : values()) {
			if (mode.optionName().equals(name)) {
				return mode;
			}
		}
		throw new IllegalArgumentException(
				"no mode '%s': cost, full-load, control, start-up, archives, soak".formatted(name));
	}

	String optionName() {
		return name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

}

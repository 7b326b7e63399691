package io.github.tracingstarter.comparison;

import java.io.IOException;
import java.util.List;

/**
 * Keeps applications and load apart: the applications run on one core and all of the
 * driver on another. Where that cannot be done, it says so and goes on.
 */
final class Cores {

	private static final String APPLICATIONS = "0";

	private static final String DRIVER = "1";

	private final boolean separate;

	private Cores(boolean separate) {
		this.separate = separate;
	}

	/**
	 * Moves this process to its core.
	 */
	static Cores separate() throws InterruptedException {
		if (Runtime.getRuntime().availableProcessors() < 2) {
			return together("there is one core");
		}
		try {
			// With -a for the threads that the JVM has by now.
			Process taskset = new ProcessBuilder("taskset", "-a", "-c", "-p", DRIVER,
					String.valueOf(ProcessHandle.current().pid()))
				.redirectErrorStream(true)
				.redirectOutput(ProcessBuilder.Redirect.DISCARD)
				.start();
			return (taskset.waitFor() == 0) ? new Cores(true) : together("taskset failed");
		}
		catch (IOException ex) {
			return together("there is no taskset");
		}
	}

	private static Cores together(String reason) {
		System.out.printf("WARNING: %s, so the load runs on the applications' core and disturbs them%n", reason);
		return new Cores(false);
	}

	/**
	 * What stands before the command of an application.
	 */
	List<String> prefix() {
		return this.separate ? List.of("taskset", "-c", APPLICATIONS) : List.of();
	}

}

package io.github.tracingstarter.comparison;

import java.io.IOException;
import java.util.List;

/**
 * Separates the applications from the load: the applications run on one core and the
 * whole driver on another. If that is not possible, it says so and continues.
 * <p>
 * An application is started on its core, so that its JVM chooses its collector and
 * threads for one core. It may use both while it warms up, because a compiler that
 * competes with the load for one core takes minutes longer. Startup is measured on all
 * cores, because there is no load then.
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
			return move(ProcessHandle.current().pid(), DRIVER) ? new Cores(true) : together("taskset failed");
		}
		catch (IOException ex) {
			return together("there is no taskset");
		}
	}

	/**
	 * Separates nothing.
	 */
	static Cores all() {
		return new Cores(false);
	}

	private static Cores together(String reason) {
		System.out.printf("WARNING: %s, so the load runs on the applications' core and disturbs them%n", reason);
		return new Cores(false);
	}

	/**
	 * Lets an application use both cores.
	 */
	void share(long pid) throws IOException, InterruptedException {
		if (this.separate) {
			move(pid, APPLICATIONS + ',' + DRIVER);
		}
	}

	/**
	 * Moves an application back to its core.
	 */
	void confine(long pid) throws IOException, InterruptedException {
		if (this.separate && !move(pid, APPLICATIONS)) {
			throw new IOException("process %d could not be moved to its core".formatted(pid));
		}
	}

	private static boolean move(long pid, String cores) throws IOException, InterruptedException {
		// With -a for the threads that the JVM already has.
		Process taskset = new ProcessBuilder("taskset", "-a", "-c", "-p", cores, String.valueOf(pid))
			.redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.DISCARD)
			.start();
		return taskset.waitFor() == 0;
	}

	/**
	 * Returns what precedes the command of an application.
	 */
	List<String> prefix() {
		return this.separate ? List.of("taskset", "-c", APPLICATIONS) : List.of();
	}

}

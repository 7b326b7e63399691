package io.github.tracingstarter.comparison;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Compares tracers by running an application with each of them.
 */
public final class Comparison {

	/** Above this, the load and not the application may be what is measured. */
	private static final double BUSY = 0.9;

	private Comparison() {
	}

	/**
	 * Runs the comparison and prints a table.
	 * @param args see {@link Options#USAGE}
	 */
	public static void main(String[] args) {
		int status = 0;
		try {
			run(Options.parse(args));
		}
		catch (IllegalArgumentException ex) {
			System.err.printf("%s%n%n%s", ex.getMessage(), Options.USAGE);
			status = 2;
		}
		catch (IOException | InterruptedException | RuntimeException ex) {
			ex.printStackTrace();
			status = 1;
		}
		// Receivers that are still open have threads that would keep the process alive.
		System.exit(status);
	}

	private static void run(Options options) throws IOException, InterruptedException {
		if (options.mode() == Mode.SOAK) {
			soak(options);
			return;
		}
		Cores cores = (options.mode() == Mode.START_UP || options.mode() == Mode.ARCHIVES) ? Cores.all()
				: Cores.separate();
		try (Backend backend = options.subject().startBackend()) {
			switch (options.mode()) {
				case COST, FULL_LOAD -> publish(load(options, backend, cores), options);
				case CONTROL -> control(options, backend, cores);
				case START_UP -> publish(startUp(options, backend, cores), options);
				case ARCHIVES -> publish(archives(options, backend, cores), options);
			}
		}
	}

	private static void publish(String table, Options options) throws IOException {
		System.out.printf("%n%s", table);
		Path output = options.output();
		if (output != null) {
			Files.writeString(output, table);
		}
	}

	private static String startUp(Options options, Backend backend, Cores cores)
			throws IOException, InterruptedException {
		StartUpRun run = new StartUpRun(options);
		run.run(backend, cores);
		return run.table();
	}

	private static String archives(Options options, Backend backend, Cores cores)
			throws IOException, InterruptedException {
		ArchiveRun run = new ArchiveRun(options);
		run.run(backend, cores);
		return run.table();
	}

	private static void control(Options options, Backend backend, Cores cores)
			throws IOException, InterruptedException {
		ControlRun run = new ControlRun(options);
		run.run(backend, cores);
		publish(run.table(), options);
		run.check();
	}

	private static void soak(Options options) throws IOException, InterruptedException {
		SoakRun run = new SoakRun(options);
		run.run();
		publish(run.table(), options);
		run.check();
	}

	private static String load(Options options, Backend backend, Cores cores) throws IOException, InterruptedException {
		boolean cost = options.mode() == Mode.COST;
		Path file = options.target()
			.resolve("comparison-%s-%s.csv".formatted(options.subject().optionName(), options.mode().optionName()));
		try (WindowLog log = new WindowLog(file)) {
			new LoadRun(options, cost ? Queues.LARGE : Queues.DEFAULT).run(backend, cores, log);
			double busiest = log.busiestDriver();
			System.out.printf(Locale.ROOT, "the driver used at most %.0f %% of its core%s%n", 100 * busiest,
					(busiest > BUSY) ? ": requests/s may be its limit, not the application's" : "");
			return cost ? CostTable.of(log, options) : FullLoadTable.of(log, options);
		}
	}

}

package io.github.tracingstarter.comparison;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Measures running applications, in rounds with fresh processes, in which each path of
 * each application is put under load in turn.
 */
final class LoadRun {

	private final Options options;

	private final Queues queues;

	LoadRun(Options options, Queues queues) {
		this.options = options;
		this.queues = queues;
	}

	void run(Backend backend, Cores cores, WindowLog log) throws IOException, InterruptedException {
		for (int round = 1; round <= this.options.rounds(); round++) {
			System.out.printf("round %d of %d%n", round, this.options.rounds());
			try (Fleet fleet = Fleet.start(this.options, this.queues, backend, cores)) {
				Meter meter = new Meter(this.options, this.queues);
				meter.probe(fleet.applications());
				fleet.warmUp();
				meter.drain(fleet.applications());
				for (int cycle = 1; cycle <= this.options.windows(); cycle++) {
					for (Endpoint endpoint : this.options.endpoints()) {
						cycle(fleet, meter, endpoint, round, cycle, log);
					}
				}
				reportIdle(fleet);
			}
		}
	}

	private void cycle(Fleet fleet, Meter meter, Endpoint endpoint, int round, int cycle, WindowLog log)
			throws IOException, InterruptedException {
		List<String> progress = new ArrayList<>();
		for (Application application : fleet.inOrderOf(cycle)) {
			Window window = meter.measure(application, endpoint, round, cycle);
			log.add(window);
			progress.add(String.format(Locale.ROOT, "%s %.1f µs %,.0f/s%s", window.variant(), window.cpuMicros(),
					window.requestsPerSecond(), lost(window)));
		}
		System.out.printf("%d/%d %s: %s%n", round, cycle, endpoint.template(), String.join(", ", progress));
	}

	private String lost(Window window) {
		return (this.options.sampling() == 1 && window.arrivedShare() != 1)
				? String.format(Locale.ROOT, " (%.1f %% of the spans)", 100 * window.arrivedShare()) : "";
	}

	/** Shows that the time spent waiting does not distort the figures. */
	private static void reportIdle(Fleet fleet) throws IOException, InterruptedException {
		for (Application application : fleet.applications()) {
			Reading before = application.read();
			Thread.sleep(2000);
			System.out.printf(Locale.ROOT, "%s idle: %.2f ms of CPU a second%n", application.name(),
					(application.read().cpuNanos() - before.cpuNanos()) / 2e6);
		}
	}

}

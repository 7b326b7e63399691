package io.github.tracingstarter.comparison;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * All applications of a round, which run at the same time, so that other work on the
 * machine affects all of them.
 */
final class Fleet implements AutoCloseable {

	private static final double WARM_UP_TURN_SECONDS = 1;

	/**
	 * The share of a core that an application without load may use if it is not
	 * compiling.
	 */
	private static final double QUIET = 0.02;

	private static final int MAX_SECONDS_TO_QUIET = 120;

	private final List<Application> applications = new ArrayList<>();

	private final Options options;

	private final Cores cores;

	private Fleet(Options options, Cores cores) {
		this.options = options;
		this.cores = cores;
	}

	static Fleet start(Options options, Queues queues, Backend backend, Cores cores)
			throws IOException, InterruptedException {
		Fleet fleet = new Fleet(options, cores);
		try {
			for (Variant variant : options.variants()) {
				Application application = Application.start(variant, options, queues, backend, cores);
				fleet.applications.add(application);
				System.out.printf("%s answers after %.1f s%n", variant.name(), application.startSeconds());
			}
			return fleet;
		}
		catch (IOException | InterruptedException | RuntimeException ex) {
			fleet.close();
			throw ex;
		}
	}

	List<Application> applications() {
		return this.applications;
	}

	/**
	 * Returns the applications in the order of a cycle: each is first in turn, so that
	 * none always has the same neighbor.
	 */
	List<Application> inOrderOf(int cycle) {
		List<Application> order = new ArrayList<>(this.applications);
		java.util.Collections.rotate(order, cycle);
		return order;
	}

	/**
	 * Puts load on all paths of all applications, and waits until their compilers have
	 * finished their pending work.
	 */
	void warmUp() throws IOException, InterruptedException {
		for (Application application : this.applications) {
			this.cores.share(application.pid());
		}
		load();
		awaitQuiet();
		for (Application application : this.applications) {
			this.cores.confine(application.pid());
		}
	}

	private void load() throws InterruptedException {
		List<Endpoint> endpoints = this.options.endpoints();
		int turns = (int) Math.round(this.options.warmUpSeconds() / endpoints.size() / WARM_UP_TURN_SECONDS);
		System.out.printf("warming up for about %.0f s%n",
				turns * WARM_UP_TURN_SECONDS * endpoints.size() * this.applications.size());
		for (int turn = 0; turn < turns; turn++) {
			for (Endpoint endpoint : endpoints) {
				for (Application application : inOrderOf(turn)) {
					application.load().run(endpoint, WARM_UP_TURN_SECONDS);
					application.spans().reset();
				}
			}
		}
	}

	private void awaitQuiet() throws IOException, InterruptedException {
		long started = System.nanoTime();
		for (Application application : this.applications) {
			double share;
			do {
				long before = application.read().cpuNanos();
				Thread.sleep(1000);
				share = (application.read().cpuNanos() - before) / 1e9;
			}
			while (share > QUIET && System.nanoTime() - started < MAX_SECONDS_TO_QUIET * 1e9);
		}
		System.out.printf("quiet after %.0f s%n", (System.nanoTime() - started) / 1e9);
	}

	@Override
	public void close() {
		this.applications.forEach(Application::close);
	}

}

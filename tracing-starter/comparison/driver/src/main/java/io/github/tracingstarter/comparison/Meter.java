package io.github.tracingstarter.comparison;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import com.sun.management.OperatingSystemMXBean;

/**
 * Measures windows. Resource usage is read right before the load and after the spans have
 * arrived, so that it includes sending them.
 */
final class Meter {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private static final int PROBES = 24;

	private final OperatingSystemMXBean driver = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

	private final Map<String, Map<Endpoint, Double>> spansPerRequest = new HashMap<>();

	private final Options options;

	private final Queues queues;

	Meter(Options options, Queues queues) {
		this.options = options;
		this.queues = queues;
	}

	/**
	 * Determines how many spans each path creates, with so few requests that no queue is
	 * too small.
	 */
	void probe(List<Application> applications) throws InterruptedException {
		drain(applications);
		for (Endpoint endpoint : this.options.endpoints()) {
			Map<String, Long> requests = new HashMap<>();
			for (Application application : applications) {
				application.spans().reset();
				requests.put(application.name(), application.load().run(endpoint, PROBES));
			}
			drain(applications);
			for (Application application : applications) {
				double spans = (double) application.spans().count() / requests.get(application.name());
				this.spansPerRequest.computeIfAbsent(application.name(), (name) -> new EnumMap<>(Endpoint.class))
					.put(endpoint, spans);
				System.out.printf("%s %s: %.2f spans/request%n", endpoint.template(), application.name(), spans);
			}
		}
	}

	/**
	 * Waits until no application sends spans any more.
	 */
	void drain(List<Application> applications) throws InterruptedException {
		for (Application application : applications) {
			if (application.variant().isTraced() && this.options.sampling() > 0) {
				application.spans().await(Long.MAX_VALUE, silence(), PATIENCE);
			}
		}
	}

	Window measure(Application application, Endpoint endpoint, int round, int cycle)
			throws IOException, InterruptedException {
		application.spans().reset();
		Reading before = application.read();
		long driverBefore = this.driver.getProcessCpuTime();
		long start = System.nanoTime();
		long requests = application.load().run(endpoint, this.options.windowSeconds());
		long nanos = System.nanoTime() - start;
		double driverShare = (double) (this.driver.getProcessCpuTime() - driverBefore) / nanos;
		long expected = Math.round(requests * this.spansPerRequest.get(application.name()).get(endpoint));
		awaitSpans(application, expected);
		Reading after = application.read();
		return new Window(round, cycle, endpoint, application.name(), requests, nanos / 1e9,
				after.cpuNanos() - before.cpuNanos(), after.allocated() - before.allocated(),
				application.spans().count(), application.spans().logs(), expected, driverShare);
	}

	/**
	 * An application that sends nothing waits as long as the others wait for their last
	 * batch, because an idle JVM also uses some CPU time.
	 */
	private void awaitSpans(Application application, long expected) throws InterruptedException {
		double sampling = this.options.sampling();
		if (sampling == 0) {
			return;
		}
		if (sampling < 1) {
			Thread.sleep(2L * Integer.parseInt(Queues.DELAY_MILLIS));
		}
		else if (expected == 0) {
			Thread.sleep(Integer.parseInt(Queues.DELAY_MILLIS));
		}
		else {
			application.spans().await(expected, silence(), PATIENCE);
		}
	}

	/**
	 * Returns a time that is longer than spans wait for their batch: five seconds by
	 * default in other tracers.
	 */
	private Duration silence() {
		return Duration.ofMillis((this.queues == Queues.LARGE) ? 2500 : 7500);
	}

}

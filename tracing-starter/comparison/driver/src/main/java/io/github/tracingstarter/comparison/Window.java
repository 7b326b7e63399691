package io.github.tracingstarter.comparison;

import java.util.Locale;

/**
 * The measurements from the start of the load on one path of one application until its
 * spans had arrived.
 *
 * @param round the number of the round
 * @param cycle the number of the window within its round; those of the same cycle are
 * compared with each other
 * @param endpoint the path
 * @param variant the name of the application
 * @param requests how many requests were answered
 * @param seconds how long the load took
 * @param cpuNanos CPU time of the application's process, including sending the spans
 * @param allocated bytes that it allocated
 * @param spans spans that arrived
 * @param logs log records that arrived
 * @param expectedSpans spans that should have arrived
 * @param driverShare how much of its core the driver used during the load
 */
record Window(int round, int cycle, Endpoint endpoint, String variant, long requests, double seconds, long cpuNanos,
		long allocated, long spans, long logs, long expectedSpans, double driverShare) {

	static final String CSV_HEADER = "round,cycle,path,variant,requests,seconds,cpu_ns,allocated,spans,logs,expected_spans,driver_share";

	double requestsPerSecond() {
		return this.requests / this.seconds;
	}

	double cpuMicros() {
		return this.cpuNanos / 1e3 / this.requests;
	}

	double bytes() {
		return (double) this.allocated / this.requests;
	}

	double spansPerRequest() {
		return (double) this.spans / this.requests;
	}

	double arrivedShare() {
		return (this.expectedSpans > 0) ? (double) this.spans / this.expectedSpans : 1;
	}

	boolean isSameCycle(Window other) {
		return this.round == other.round && this.cycle == other.cycle && this.endpoint == other.endpoint;
	}

	String csv() {
		return String.format(Locale.ROOT, "%d,%d,%s,%s,%d,%.3f,%d,%d,%d,%d,%d,%.2f", this.round, this.cycle,
				this.endpoint.template(), this.variant, this.requests, this.seconds, this.cpuNanos, this.allocated,
				this.spans, this.logs, this.expectedSpans, this.driverShare);
	}

}

package io.github.tracingstarter.ui.stacks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

import io.github.tracingstarter.report.FailureLog;
import io.github.tracingstarter.ui.store.TraceStore;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Samples the threads of slow requests until the requests have ended, on a separate
 * thread that exists only while there are such requests.
 */
final class StackSampler {

	static final String THREAD = "tracing-stacks";

	/**
	 * The number of threads that are sampled at once; further slow requests have no
	 * samples.
	 */
	static final int MOST_REQUESTS = 16;

	/** The fraction of a processor that sampling may take is one divided by this. */
	private static final int SHARE = 10;

	private static final FailureLog failures = new FailureLog(LogFactory.getLog(StackSampler.class),
			"The thread of a slow request could not be sampled. The request is not affected.");

	private final TraceStore store;

	private volatile long intervalNanos;

	private final List<SampledRequest> requests = new ArrayList<>();

	private @Nullable Thread thread;

	private boolean closed;

	/**
	 * Creates the sampler.
	 * @param store stores the samples
	 * @param interval the time between two samples of a thread
	 */
	StackSampler(TraceStore store, Duration interval) {
		this.store = store;
		this.intervalNanos = interval.toNanos();
	}

	Duration interval() {
		return Duration.ofNanos(this.intervalNanos);
	}

	void interval(Duration interval) {
		this.intervalNanos = interval.toNanos();
	}

	/**
	 * Samples a thread until it leaves its request.
	 * @param request the request
	 */
	synchronized void sample(WatchedRequest request) {
		if (this.closed || this.requests.size() >= MOST_REQUESTS) {
			return;
		}
		this.requests.add(new SampledRequest(request, this.intervalNanos));
		if (this.thread == null) {
			Thread created = new Thread(null, this::run, THREAD, 0, false);
			created.setDaemon(true);
			this.thread = created;
			created.start();
		}
	}

	private void run() {
		while (true) {
			long start = System.nanoTime();
			List<SampledRequest> current = current();
			if (current.isEmpty()) {
				return;
			}
			for (SampledRequest request : current) {
				if (!sampled(request)) {
					finish(request);
				}
			}
			long took = System.nanoTime() - start;
			LockSupport.parkNanos(this, Math.max(this.intervalNanos - took, took * SHARE));
			// An interrupted thread cannot sleep.
			Thread.interrupted();
		}
	}

	private synchronized List<SampledRequest> current() {
		if (this.closed) {
			this.requests.clear();
		}
		if (this.requests.isEmpty()) {
			this.thread = null;
		}
		return List.copyOf(this.requests);
	}

	private static boolean sampled(SampledRequest request) {
		try {
			return request.sample();
		}
		catch (Throwable ex) {
			// For example if there is no memory. There are then no more samples of this
			// request.
			failures.log((ex instanceof Exception) ? ex : new IllegalStateException(ex));
			return false;
		}
	}

	private void finish(SampledRequest request) {
		synchronized (this) {
			this.requests.remove(request);
		}
		try {
			request.finishInto(this.store);
		}
		catch (Throwable ex) {
			failures.log((ex instanceof Exception) ? ex : new IllegalStateException(ex));
		}
	}

	/**
	 * Returns the sampling thread.
	 * @return the thread, or null while no request is slow
	 */
	synchronized @Nullable Thread thread() {
		return this.thread;
	}

	/**
	 * Returns how many samples of running requests there are.
	 */
	synchronized int samples() {
		return this.requests.stream().mapToInt(SampledRequest::size).sum();
	}

	synchronized void close() {
		this.closed = true;
		LockSupport.unpark(this.thread);
	}

}

package io.github.tracingstarter.ui.store;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

import io.github.tracingstarter.report.FailureLog;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Stores the spans in the background, so that the ring does not fill up while the page is
 * not open. The thread starts with the first span. It is woken only from time to time,
 * because waking a thread costs more than adding a span.
 */
final class StoreThread {

	private static final FailureLog failures = new FailureLog(LogFactory.getLog(StoreThread.class),
			"Spans could not be stored for the page. The application is not affected.");

	private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(50);

	private final AtomicBoolean started = new AtomicBoolean();

	private final SpanRing ring;

	private final Runnable filing;

	private volatile @Nullable Thread thread;

	/** Whether it sleeps until it is woken. */
	private volatile boolean idle;

	private volatile boolean stopped;

	/** A further task, which returns when it is to run next. */
	private volatile @Nullable LongSupplier duty;

	StoreThread(SpanRing ring, Runnable filing) {
		this.ring = ring;
		this.filing = filing;
	}

	/**
	 * Called when a span has been added.
	 */
	void notice() {
		if (this.idle) {
			this.idle = false;
			LockSupport.unpark(this.thread);
		}
		else if (this.thread == null && !this.stopped && this.started.compareAndSet(false, true)) {
			start();
		}
	}

	/**
	 * Adds a further task.
	 * @param duty performs the task, and returns the nanoseconds until the next call
	 * @return requests a call soon
	 */
	Runnable attend(LongSupplier duty) {
		this.duty = duty;
		return this::notice;
	}

	private void start() {
		// Without the inheritable thread locals of the first request's thread.
		Thread created = new Thread(null, this::run, "tracing-store", 0, false);
		created.setDaemon(true);
		this.thread = created;
		created.start();
	}

	private void run() {
		while (!this.stopped) {
			file();
			LockSupport.parkNanos(this, Math.min(PAUSE, attend()));
			if (this.ring.isEmpty()) {
				this.idle = true;
				// A span may have been added before it could see that no thread is awake,
				// or a duty.
				while (this.idle && this.ring.isEmpty() && !this.stopped) {
					// An interrupted thread cannot sleep.
					Thread.interrupted();
					long due = attend();
					if (due == Long.MAX_VALUE) {
						LockSupport.park(this);
					}
					else {
						LockSupport.parkNanos(this, due);
					}
				}
				this.idle = false;
			}
		}
	}

	private long attend() {
		LongSupplier duty = this.duty;
		if (duty == null) {
			return Long.MAX_VALUE;
		}
		try {
			return Math.max(duty.getAsLong(), 1);
		}
		catch (Throwable ex) {
			failures.log((ex instanceof Exception) ? ex : new IllegalStateException(ex));
			return Long.MAX_VALUE;
		}
	}

	private void file() {
		try {
			this.filing.run();
		}
		catch (Throwable ex) {
			// For example if there is no memory. There may be some for the next spans.
			failures.log((ex instanceof Exception) ? ex : new IllegalStateException(ex));
		}
	}

	@Nullable Thread thread() {
		return this.thread;
	}

	/**
	 * Called when the ring is filling up.
	 */
	void hurry() {
		LockSupport.unpark(this.thread);
	}

	void stop() {
		this.stopped = true;
		LockSupport.unpark(this.thread);
	}

}

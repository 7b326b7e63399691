package io.github.tracingstarter.export;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import io.github.tracingstarter.otlp.SpanEncoder;
import io.github.tracingstarter.report.DestinationStatus;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.logs.data.LogRecordData;
import io.opentelemetry.sdk.trace.data.SpanData;
import org.jspecify.annotations.Nullable;

/**
 * The queue and the thread of one target. The thread starts with the first span and wakes
 * up when a batch is full or the delay is over, not for each span. The queue continues to
 * fill while a batch is sent.
 *
 * @param <S> a record of the SDK, such as a finished span
 * @param <T> its form in the queue
 */
final class ExportWorker<S, T> implements Runnable {

	/**
	 * How long a batch is retried with a target that can be reached. The batch itself may
	 * be the reason for the failure, and others wait behind it.
	 */
	private static final Duration PATIENCE = Duration.ofMinutes(5);

	/** In milliseconds. */
	private static final long MOMENT = 100;

	private final String description;

	private final String threadName;

	private final ExportTransport<S, T> transport;

	private final ThreadFactory threads;

	private final ExportQueue<T> queue;

	private final int batchSize;

	private final long delay;

	private final ExportHealth health;

	private final Flushes flushes = new Flushes();

	private final Shutdown shutdown = new Shutdown();

	private final BatchSender<T> sender;

	private final List<T> batch;

	private volatile @Nullable Thread thread;

	private volatile boolean parked;

	/**
	 * The number of records added before the last flush. They are sent as soon as
	 * possible, even if the flush fails in the meantime.
	 */
	private volatile long wanted;

	private ExportWorker(ExportTransport<S, T> transport, ExportHealth health, String description, String threadName,
			BatchProperties properties, Duration patience, ThreadFactory threads) {
		this.threads = threads;
		this.transport = transport;
		this.description = description;
		this.queue = new ExportQueue<>(properties.maxQueueSize(), properties.maxQueueMemory().toBytes());
		this.batchSize = properties.maxExportBatchSize();
		this.delay = properties.scheduleDelay().toNanos();
		this.health = health;
		this.threadName = threadName;
		this.sender = new BatchSender<>(transport, this.queue, this.flushes, this.health, this.shutdown, patience);
		this.batch = new ArrayList<>(Math.min(this.batchSize, 512));
	}

	static ExportWorker<SpanData, ?> of(ExportTarget target, BatchProperties properties) {
		return of(target, properties, PATIENCE, Thread::new);
	}

	static ExportWorker<SpanData, ?> of(ExportTarget target, BatchProperties properties, Duration patience,
			ThreadFactory threads) {
		String description = target.description();
		return new ExportWorker<>(transport(target), new ExportHealth(description, "spans"), description,
				"tracing-export", properties, patience, threads);
	}

	/**
	 * Creates a worker for log records.
	 * @param isSecond whether spans go to the same target
	 */
	static <T> ExportWorker<LogRecordData, T> ofLogs(ExportTransport<LogRecordData, T> transport, String description,
			boolean isSecond, BatchProperties properties) {
		return new ExportWorker<>(transport, new ExportHealth(description, "log records", isSecond), description,
				"tracing-export-logs", properties, PATIENCE, Thread::new);
	}

	/**
	 * Returns the transport of spans to a target, without an exporter if nothing needs
	 * one.
	 */
	private static ExportTransport<SpanData, ?> transport(ExportTarget target) {
		return (target instanceof OtlpTarget otlp && otlp.isOurs())
				? new OtlpTransport<>(OtlpSignal.TRACES, new SpanEncoder()::encode, otlp.connection())
				: new ExporterTransport(target);
	}

	/**
	 * Returns whether there is room for a record of a trace, before it is prepared, so
	 * that a record that does not fit costs next to nothing. It is counted as refused.
	 * For any thread.
	 * @param traceId the id of the trace
	 */
	boolean admits(String traceId) {
		return !this.shutdown.isRequested() && this.queue.admits(traceId);
	}

	/**
	 * Adds a record to the queue. For any thread; does not block.
	 * @param item the record
	 * @param traceId the id of its trace, by which records are dropped together
	 */
	void offer(S item, String traceId) {
		if (this.shutdown.isRequested()) {
			return;
		}
		if (this.thread == null) {
			start();
		}
		if (this.queue.admits(traceId)) {
			T prepared = this.transport.prepare(item);
			this.queue.offer(prepared, traceId, this.transport.weight(prepared));
		}
		if (this.parked && this.queue.size() >= this.batchSize) {
			wake();
		}
	}

	private synchronized void start() {
		if (this.thread == null && !this.shutdown.isRequested()) {
			Thread started = this.threads.newThread(this);
			started.setName(this.threadName);
			started.setDaemon(true);
			started.setContextClassLoader(ExportWorker.class.getClassLoader());
			started.start();
			this.thread = started;
		}
	}

	private void wake() {
		this.parked = false;
		LockSupport.unpark(this.thread);
	}

	/**
	 * Sends the current contents of the queue.
	 * @return a result that succeeds when all of it has been sent, and fails with the
	 * first batch that has not, or at once during the pause before another attempt
	 */
	CompletableResultCode flush() {
		long mark = this.queue.added();
		if (this.thread == null || this.queue.released() >= mark) {
			return CompletableResultCode.ofSuccess();
		}
		this.wanted = mark;
		CompletableResultCode result = this.flushes.add(mark);
		wake();
		return result;
	}

	/**
	 * Requests the end. The remaining records are sent before.
	 * @param nanoTime the deadline
	 */
	synchronized void stop(long nanoTime) {
		this.shutdown.request(nanoTime);
		wake();
	}

	/**
	 * Waits for the end until the deadline given to {@link #stop}, then interrupts the
	 * thread.
	 */
	void awaitStop() {
		Thread running = this.thread;
		try {
			if (running != null) {
				running.join(Math.max(TimeUnit.NANOSECONDS.toMillis(this.shutdown.nanosLeft()), 1));
				if (running.isAlive()) {
					running.interrupt();
					// So that it can report dropped records before the process ends.
					running.join(MOMENT);
				}
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		this.transport.shutdown();
	}

	@Override
	public void run() {
		long due = System.nanoTime() + this.delay;
		// The number of spans added when the delay was over. All of them are sent, in one
		// or more requests.
		long mark = 0;
		while (!this.shutdown.isRequested()) {
			long now = System.nanoTime();
			boolean isDue = now - due >= 0;
			if (isDue) {
				due = now + this.delay;
				mark = this.queue.added();
			}
			if (isDue || this.queue.released() < Math.max(mark, this.wanted) || this.queue.size() >= this.batchSize
					|| !this.flushes.isEmpty()) {
				sendBatch();
			}
			else {
				pause(due);
			}
		}
		drain();
	}

	/**
	 * Sleeps until the given time unless this thread is woken.
	 */
	private void pause(long until) {
		this.parked = true;
		if (this.queue.size() < this.batchSize && !this.shutdown.isRequested() && this.flushes.isEmpty()) {
			LockSupport.parkNanos(this, until - System.nanoTime());
		}
		this.parked = false;
	}

	private void sendBatch() {
		takeAndSend();
		this.flushes.complete(this.queue.released());
		countRefused();
		this.health.reportInTime();
	}

	/**
	 * Takes a batch out of the queue and sends it.
	 * @return why spans of it were dropped, or null
	 */
	private @Nullable ExportFailure takeAndSend() {
		this.queue.take(this.batch, this.batchSize, this.sender.maxBytes());
		if (this.batch.isEmpty()) {
			return null;
		}
		ExportFailure failure = this.sender.send(this.batch);
		if (failure != null) {
			this.flushes.fail();
		}
		this.batch.clear();
		this.queue.release();
		return failure;
	}

	/**
	 * Sends the remaining records on shutdown, until the first failure or the deadline.
	 */
	private void drain() {
		ExportFailure failure = null;
		while (failure == null && this.queue.size() > 0 && !this.shutdown.isOver()) {
			long before = this.queue.released();
			failure = takeAndSend();
			if (this.queue.released() == before) {
				break;
			}
		}
		countRefused();
		this.health.dropped(this.queue.size(), DropCause.STOPPED,
				ExportHealth.stopped((failure != null) ? failure.reason() : "no time was left"));
		this.flushes.complete(this.queue.released());
		this.flushes.fail();
		this.health.reportDrops();
	}

	private void countRefused() {
		this.health.refused(this.queue.refused());
	}

	/**
	 * Returns the status of the target. For any thread.
	 * @param paused whether exporting is paused
	 * @return the current status
	 */
	DestinationStatus status(boolean paused) {
		return this.health.status(paused, this.queue);
	}

	@Override
	public String toString() {
		return this.description;
	}

}

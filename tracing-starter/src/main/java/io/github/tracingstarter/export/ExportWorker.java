package io.github.tracingstarter.export;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import io.github.tracingstarter.report.DestinationStatus;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import org.jspecify.annotations.Nullable;

/**
 * The queue and the thread of one target. The thread starts with the first span and wakes
 * up when a batch is full or the delay is over, never for each span. A batch that failed
 * in a way that can pass is sent again with growing pauses while the queue goes on
 * filling; one that is too large is sent in halves.
 *
 * @param <T> what waits for each span
 */
final class ExportWorker<T> implements Runnable {

	/**
	 * How long a batch that the target was reached with is sent again: it may be what the
	 * target stumbles over, and others wait behind it.
	 */
	private static final Duration PATIENCE = Duration.ofMinutes(5);

	/** Which part of it is for a span alone that gets no answer while others wait. */
	private static final int UNANSWERED = 30;

	/** For exporters without a time-out of their own. */
	private static final long EXPORT_TIMEOUT = Duration.ofSeconds(30).toNanos();

	private static final String STOPPED = "the application stopped before they were taken (%s)";

	private static final Context UNTRACED = untraced();

	private final String description;

	private final SpanTransport<T> transport;

	private final ThreadFactory threads;

	private final SpanQueue<T> queue;

	private final int batchSize;

	private final long delay;

	private final long patience;

	private final ExportHealth health;

	private final BackOff backOff = new BackOff();

	private final RequestLimit limit = new RequestLimit();

	private final List<T> batch;

	private final Queue<Flush> flushes = new ConcurrentLinkedQueue<>();

	private volatile @Nullable Thread thread;

	private volatile boolean parked;

	private volatile boolean stopping;

	private volatile long deadline;

	/** When the retries of the present batch end. */
	private long giveUp;

	private ExportWorker(SpanTransport<T> transport, String description, BatchProperties properties, Duration patience,
			ThreadFactory threads) {
		this.threads = threads;
		this.transport = transport;
		this.description = description;
		this.queue = new SpanQueue<>(properties.maxQueueSize(), properties.maxQueueMemory().toBytes());
		this.batchSize = properties.maxExportBatchSize();
		this.delay = properties.scheduleDelay().toNanos();
		this.patience = patience.toNanos();
		this.health = new ExportHealth(description);
		this.batch = new ArrayList<>(Math.min(this.batchSize, 512));
	}

	static ExportWorker<?> of(ExportTarget target, BatchProperties properties) {
		return of(target, properties, PATIENCE, Thread::new);
	}

	static ExportWorker<?> of(ExportTarget target, BatchProperties properties, Duration patience,
			ThreadFactory threads) {
		return new ExportWorker<>(SpanTransport.to(target), target.description(), properties, patience, threads);
	}

	/**
	 * Hands a span over. For any thread, and never blocks.
	 * @param span the finished span
	 */
	void offer(SpanData span) {
		if (this.stopping) {
			return;
		}
		if (this.thread == null) {
			start();
		}
		String traceId = span.getTraceId();
		if (this.queue.admits(traceId)) {
			T prepared = this.transport.prepare(span);
			this.queue.offer(prepared, traceId, this.transport.weight(prepared));
		}
		if (this.parked && this.queue.size() >= this.batchSize) {
			wake();
		}
	}

	private synchronized void start() {
		if (this.thread == null && !this.stopping) {
			Thread started = this.threads.newThread(this);
			started.setName("tracing-export");
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
	 * Sends what is in the queue now.
	 * @return succeeds when all of it is sent, fails with the first batch that is not
	 */
	CompletableResultCode flush() {
		Flush flush = new Flush(this.queue.added(), new CompletableResultCode());
		if (this.thread == null || flush.isReached(this.queue)) {
			return CompletableResultCode.ofSuccess();
		}
		this.flushes.add(flush);
		wake();
		return flush.result();
	}

	/**
	 * Begins to send what is left and to end.
	 * @param nanoTime when to give up
	 */
	synchronized void stop(long nanoTime) {
		this.deadline = nanoTime;
		this.stopping = true;
		wake();
	}

	/**
	 * Waits for the end until the deadline given to {@link #stop}, then cuts it short.
	 */
	void awaitStop() {
		Thread running = this.thread;
		try {
			if (running != null) {
				long nanos = this.deadline - System.nanoTime();
				running.join(Math.max(TimeUnit.NANOSECONDS.toMillis(nanos), 1));
				if (running.isAlive()) {
					running.interrupt();
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
		// How many spans had been added when it was time: all of them go, in one request
		// or more.
		long mark = 0;
		while (!this.stopping) {
			long now = System.nanoTime();
			boolean isDue = now - due >= 0;
			if (isDue) {
				due = now + this.delay;
				mark = this.queue.added();
			}
			if (isDue || this.queue.released() < mark || this.queue.size() >= this.batchSize
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
	 * A context in which nothing is traced: whatever an exporter calls has a parent that
	 * is not sampled.
	 */
	private static Context untraced() {
		SpanContext notSampled = SpanContext.create("00000000000000000000000000000001", "0000000000000001",
				TraceFlags.getDefault(), TraceState.getDefault());
		return Context.root().with(Span.wrap(notSampled));
	}

	/**
	 * Sleeps until the given time unless somebody wakes this thread.
	 */
	private void pause(long until) {
		this.parked = true;
		if (this.queue.size() < this.batchSize && !this.stopping && this.flushes.isEmpty()) {
			LockSupport.parkNanos(this, until - System.nanoTime());
		}
		this.parked = false;
	}

	private void sendBatch() {
		takeAndSend();
		completeFlushes();
		countRefused();
		this.health.reportInTime();
	}

	/**
	 * Takes a batch out of the queue and sends it.
	 * @return why spans of it were dropped, or null
	 */
	private @Nullable ExportFailure takeAndSend() {
		this.queue.take(this.batch, this.batchSize, this.limit.bytes());
		if (this.batch.isEmpty()) {
			return null;
		}
		this.giveUp = System.nanoTime() + this.patience;
		ExportFailure failure;
		try {
			failure = send(this.batch);
		}
		catch (RuntimeException | LinkageError ex) {
			// Such as a span of the application's own that fails when it is read. Without
			// this thread nothing is sent any more.
			failure = new ExportFailure(ex.toString(), ExportFailure.Remedy.NONE);
			this.health.dropped(this.batch.size(), failure.reason());
		}
		if (failure != null) {
			failFlushes();
		}
		this.batch.clear();
		this.queue.release();
		return failure;
	}

	/**
	 * Sends spans, again and in parts where that can help, or drops them.
	 * @param spans some or all of the batch
	 * @return why spans were dropped, or null
	 */
	private @Nullable ExportFailure send(List<T> spans) {
		ExportFailure failure = export(spans);
		long failing = System.nanoTime();
		boolean last = this.stopping;
		while (failure != null && failure.remedy() != ExportFailure.Remedy.TAKEN) {
			long weight = weight(spans);
			boolean divisible = failure.perhapsTooLarge() && spans.size() > 1;
			boolean again = failure.retriable()
					? !last && !isGivenUp(failure) && (divisible || !isInTheWay(failure, spans, failing))
					: divisible && !isOver();
			if (!this.stopping && (failure.retriable() || !again)) {
				this.health.failed(failure);
			}
			if (failure.remedy() == ExportFailure.Remedy.HALVE) {
				this.limit.refused(weight);
			}
			if (!again) {
				if (failure.remedy() == ExportFailure.Remedy.RETRY_UNANSWERED && spans.size() == 1) {
					this.limit.unanswered(weight);
				}
				this.health.dropped(spans.size(),
						this.stopping ? STOPPED.formatted(failure.reason()) : failure.reason());
				return failure;
			}
			if (failure.retriable()) {
				failFlushes();
				if (divisible && failure.remedy() == ExportFailure.Remedy.RETRY_UNANSWERED) {
					// The parts are another attempt, and there are not many until one is
					// a span.
					this.backOff.reset();
				}
				backOff(failure);
				last = this.stopping;
			}
			if (divisible) {
				return sendInParts(spans, Math.min(this.limit.bytes(), weight / 2));
			}
			failure = export(spans);
		}
		this.backOff.reset();
		this.limit.taken(weight(spans));
		this.health.succeeded(spans.size());
		if (failure != null) {
			this.health.took(spans.size(), failure);
		}
		return null;
	}

	private long weight(List<T> spans) {
		long weight = 0;
		for (T span : spans) {
			weight += this.transport.weight(span);
		}
		return weight;
	}

	/**
	 * Whether a single span is what others wait behind in vain: one above what a server
	 * takes, with a failure that comes of that, or one that got no answer for a while.
	 * @param failing since when it fails
	 */
	private boolean isInTheWay(ExportFailure failure, List<T> spans, long failing) {
		if (failure.perhapsTooLarge() && weight(spans) > this.limit.bytes()) {
			return true;
		}
		boolean others = this.queue.size() > spans.size();
		return others && failure.remedy() == ExportFailure.Remedy.RETRY_UNANSWERED
				&& System.nanoTime() - failing >= this.patience / UNANSWERED;
	}

	/**
	 * Sends spans in requests of at most that size, or of one span, and of at most half
	 * of them.
	 */
	private @Nullable ExportFailure sendInParts(List<T> spans, long most) {
		ExportFailure dropped = null;
		int half = (spans.size() + 1) / 2;
		int start = 0;
		while (start < spans.size()) {
			long room = Math.min(most, this.limit.bytes());
			int end = start;
			long weight = 0;
			do {
				weight += this.transport.weight(spans.get(end++));
			}
			while (end < spans.size() && end - start < half && weight + this.transport.weight(spans.get(end)) <= room);
			ExportFailure failure = send(spans.subList(start, end));
			dropped = (dropped != null) ? dropped : failure;
			start = end;
		}
		return dropped;
	}

	private boolean isOver() {
		return this.stopping && this.deadline - System.nanoTime() <= 0;
	}

	private boolean isGivenUp(ExportFailure failure) {
		return failure.remedy() != ExportFailure.Remedy.WAIT && this.giveUp - System.nanoTime() <= 0;
	}

	private void backOff(ExportFailure failure) {
		long until = System.nanoTime() + this.backOff.nextNanos(failure.retryAfter());
		while (!this.stopping && until - System.nanoTime() > 0) {
			LockSupport.parkNanos(this, until - System.nanoTime());
		}
		countRefused();
		this.health.reportInTime();
	}

	private @Nullable ExportFailure export(List<T> spans) {
		// No try with resources, as javac warns of a scope that nobody calls.
		Scope scope = UNTRACED.makeCurrent();
		try {
			CompletableResultCode result = this.transport.send(spans);
			await(result);
			if (result.isSuccess()) {
				return null;
			}
			return result.isDone() ? ExportFailure.of(result.getFailureThrowable()) : ExportFailure.TIMEOUT;
		}
		catch (Throwable ex) {
			return ExportFailure.of(ex);
		}
		finally {
			scope.close();
		}
	}

	private void await(CompletableResultCode result) {
		if (result.isDone()) {
			return;
		}
		long until = System.nanoTime() + EXPORT_TIMEOUT;
		Thread waiting = Thread.currentThread();
		result.whenComplete(() -> LockSupport.unpark(waiting));
		while (!result.isDone()) {
			long left = (this.stopping ? Math.min(until - System.nanoTime(), this.deadline - System.nanoTime())
					: until - System.nanoTime());
			if (left <= 0) {
				return;
			}
			LockSupport.parkNanos(this, left);
		}
	}

	/**
	 * Sends what is left on shutdown, up to the first failure or the deadline.
	 */
	private void drain() {
		ExportFailure failure = null;
		while (failure == null && this.queue.size() > 0 && this.deadline - System.nanoTime() > 0) {
			long before = this.queue.released();
			failure = takeAndSend();
			if (this.queue.released() == before) {
				break;
			}
		}
		countRefused();
		this.health.dropped(this.queue.size(),
				STOPPED.formatted((failure != null) ? failure.reason() : "no time was left"));
		completeFlushes();
		failFlushes();
		this.health.reportDrops();
	}

	private void countRefused() {
		this.health.refused(this.queue.refused());
	}

	/**
	 * How the target is doing. For any thread.
	 * @param paused whether nothing is to be sent to it
	 * @return the status of this moment
	 */
	DestinationStatus status(boolean paused) {
		return this.health.status(paused, this.queue.refused());
	}

	private void completeFlushes() {
		for (Iterator<Flush> iterator = this.flushes.iterator(); iterator.hasNext();) {
			Flush flush = iterator.next();
			if (flush.isReached(this.queue)) {
				iterator.remove();
				flush.result().succeed();
			}
		}
	}

	private void failFlushes() {
		// Only those that are there now: who is told so may call again at once.
		for (Flush flush : List.copyOf(this.flushes)) {
			this.flushes.remove(flush);
			flush.result().fail();
		}
	}

	@Override
	public String toString() {
		return this.description;
	}

	/**
	 * A call that waits until all spans added before it are sent.
	 *
	 * @param mark how many spans were added then
	 * @param result what the caller waits for
	 */
	private record Flush(long mark, CompletableResultCode result) {

		boolean isReached(SpanQueue<?> queue) {
			return queue.released() >= this.mark;
		}

	}

}

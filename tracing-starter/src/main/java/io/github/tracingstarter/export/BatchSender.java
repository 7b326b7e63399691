package io.github.tracingstarter.export;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;

/**
 * Sends a batch until it is accepted or given up. After a transient failure, it is sent
 * again with growing pauses; if it is too large, it is sent in halves. For the export
 * thread only.
 *
 * @param <T> the form in which a span waits
 */
final class BatchSender<T> {

	/**
	 * The fraction of the retry time for a single span without a response while others
	 * wait.
	 */
	private static final int UNANSWERED = 30;

	private final ExportTransport<?, T> transport;

	private final ExportAttempt<T> attempt;

	private final ExportQueue<T> queue;

	private final Flushes flushes;

	private final ExportHealth health;

	private final Shutdown shutdown;

	private final long patience;

	private final BackOff backOff = new BackOff();

	private final RequestLimit limit = new RequestLimit();

	/** The time at which the retries of the current batch end. */
	private long giveUp;

	BatchSender(ExportTransport<?, T> transport, ExportQueue<T> queue, Flushes flushes, ExportHealth health,
			Shutdown shutdown, Duration patience) {
		this.transport = transport;
		this.attempt = new ExportAttempt<>(transport, shutdown);
		this.queue = queue;
		this.flushes = flushes;
		this.health = health;
		this.shutdown = shutdown;
		this.patience = patience.toNanos();
	}

	/**
	 * Returns the maximum size of a batch.
	 * @return the number of bytes
	 */
	long maxBytes() {
		return this.limit.bytes();
	}

	/**
	 * Sends a batch.
	 * @param batch its spans
	 * @return why spans of it were dropped, or null
	 */
	@Nullable ExportFailure send(List<T> batch) {
		this.giveUp = System.nanoTime() + this.patience;
		try {
			return sendOrDrop(batch);
		}
		catch (RuntimeException | LinkageError ex) {
			// For example if one of the application's spans fails when it is read.
			// Without the export thread, nothing would be sent any more.
			ExportFailure failure = new ExportFailure(ex.toString(), ExportFailure.Remedy.NONE);
			this.health.dropped(batch.size(), DropCause.FAILED, failure.reason());
			return failure;
		}
	}

	/**
	 * Sends spans, again and in parts if that can help, or drops them.
	 */
	private @Nullable ExportFailure sendOrDrop(List<T> spans) {
		ExportFailure failure = attempt(spans);
		long failing = System.nanoTime();
		boolean last = this.shutdown.isRequested();
		while (failure != null && failure.remedy() != ExportFailure.Remedy.TAKEN) {
			boolean divisible = failure.perhapsTooLarge() && spans.size() > 1;
			boolean again = failure.retriable()
					? !last && !isGivenUp(failure) && (divisible || !isInTheWay(failure, spans, failing))
					: divisible && !this.shutdown.isOver();
			if (!this.shutdown.isRequested() && (failure.retriable() || !again)
					&& failure.remedy() != ExportFailure.Remedy.UNWANTED) {
				this.health.failed(failure);
			}
			if (failure.remedy() == ExportFailure.Remedy.HALVE) {
				this.limit.refused(weight(spans));
			}
			if (!again) {
				drop(spans, failure);
				return failure;
			}
			if (failure.retriable()) {
				backOff(failure, divisible);
				last = this.shutdown.isRequested();
			}
			if (divisible) {
				return sendInParts(spans, Math.min(this.limit.bytes(), weight(spans) / 2));
			}
			failure = attempt(spans);
		}
		taken(spans, failure);
		return null;
	}

	private @Nullable ExportFailure attempt(List<T> spans) {
		long start = System.nanoTime();
		ExportFailure failure = this.attempt.send(spans);
		this.health.requested(System.nanoTime() - start,
				failure == null || failure.remedy() == ExportFailure.Remedy.TAKEN);
		return failure;
	}

	private void drop(List<T> spans, ExportFailure failure) {
		if (failure.remedy() == ExportFailure.Remedy.UNWANTED) {
			this.health.notTaken(spans.size());
			return;
		}
		if (failure.remedy() == ExportFailure.Remedy.RETRY_UNANSWERED && spans.size() == 1) {
			this.limit.unanswered(weight(spans));
		}
		DropCause cause = failure.retriable() ? DropCause.FAILED : DropCause.REJECTED;
		this.health.dropped(spans.size(), this.shutdown.isRequested() ? DropCause.STOPPED : cause,
				this.shutdown.isRequested() ? ExportHealth.stopped(failure.reason()) : failure.reason());
	}

	private void taken(List<T> spans, @Nullable ExportFailure answer) {
		this.backOff.reset();
		this.limit.taken(weight(spans));
		this.health.succeeded(spans.size());
		if (answer != null) {
			this.health.took(spans.size(), answer);
		}
	}

	private long weight(List<T> spans) {
		long weight = 0;
		for (T span : spans) {
			weight += this.transport.weight(span);
		}
		return weight;
	}

	private boolean isGivenUp(ExportFailure failure) {
		return failure.remedy() != ExportFailure.Remedy.WAIT && this.giveUp - System.nanoTime() <= 0;
	}

	/**
	 * Returns whether a single span holds up others in vain: it is larger than the server
	 * accepts and fails like such spans, or it has had no response for a while.
	 * @param failing the time since which it has been failing
	 */
	private boolean isInTheWay(ExportFailure failure, List<T> spans, long failing) {
		if (failure.perhapsTooLarge() && weight(spans) > this.limit.bytes()) {
			return true;
		}
		boolean others = this.queue.size() > spans.size();
		return others && failure.remedy() == ExportFailure.Remedy.RETRY_UNANSWERED
				&& System.nanoTime() - failing >= this.patience / UNANSWERED;
	}

	private void backOff(ExportFailure failure, boolean divisible) {
		this.flushes.fail();
		if (divisible && failure.remedy() == ExportFailure.Remedy.RETRY_UNANSWERED) {
			// The parts count as another attempt, and few of them are needed to get down
			// to one span.
			this.backOff.reset();
		}
		pause(this.backOff.nextNanos(failure.retryAfter()));
		this.health.refused(this.queue.refused());
		this.health.reportInTime();
	}

	/**
	 * Waits. A flush in the meantime fails at once, so that an invocation of a function
	 * does not wait for a collector that is known to be unavailable. The pause is also
	 * over by the clock, because {@code nanoTime} may stand still while a process is
	 * suspended, and a function might otherwise never try again.
	 */
	private void pause(long nanos) {
		long until = System.nanoTime() + nanos;
		long end = System.currentTimeMillis() + TimeUnit.NANOSECONDS.toMillis(nanos);
		while (!this.shutdown.isRequested() && until - System.nanoTime() > 0 && System.currentTimeMillis() <= end) {
			this.flushes.fail();
			LockSupport.parkNanos(this, until - System.nanoTime());
		}
	}

	/**
	 * Sends spans in requests of at most the given size, or of one span, with at most
	 * half of the spans.
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
			ExportFailure failure = sendOrDrop(spans.subList(start, end));
			dropped = (dropped != null) ? dropped : failure;
			start = end;
		}
		return dropped;
	}

}

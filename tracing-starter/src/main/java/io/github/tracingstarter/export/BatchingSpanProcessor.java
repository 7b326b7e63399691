package io.github.tracingstarter.export;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

import io.github.tracingstarter.processor.KeptSpanProcessor;
import io.github.tracingstarter.redaction.SpanRedaction;
import io.github.tracingstarter.report.DestinationStatus;
import io.github.tracingstarter.report.ExportControl;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.data.SpanData;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Adds each finished span that is sampled or kept to the queue of every target. Replaces
 * OpenTelemetry's batch processor, which has one queue for all exporters, wakes its
 * thread through a lock and does not retry a failed batch.
 */
final class BatchingSpanProcessor implements KeptSpanProcessor, SpanRedaction.Applied, ExportControl {

	private static final Log logger = LogFactory.getLog(BatchingSpanProcessor.class);

	private final List<ExportWorker<SpanData, ?>> workers;

	private final AtomicBoolean warned = new AtomicBoolean();

	private final AtomicBoolean shutdown = new AtomicBoolean();

	private final ShutdownDeadline deadline;

	private final SpanRedaction redaction;

	private final ExceptionRecords exceptions;

	private volatile boolean paused;

	BatchingSpanProcessor(List<ExportTarget> targets, BatchProperties properties, SpanRedaction redaction,
			ExceptionRecords exceptions, ShutdownDeadline deadline) {
		this.workers = targets.stream()
			.<ExportWorker<SpanData, ?>>map((target) -> ExportWorker.of(target, properties))
			.toList();
		this.deadline = deadline;
		this.redaction = redaction;
		this.exceptions = exceptions;
	}

	@Override
	public void onStart(Context parentContext, ReadWriteSpan span) {
		// Not called: see isStartRequired.
	}

	@Override
	public boolean isStartRequired() {
		return false;
	}

	@Override
	public void onEnd(ReadableSpan span) {
		if (span.getSpanContext().isSampled()) {
			onKept(span);
		}
	}

	@Override
	public void onKept(ReadableSpan span) {
		try {
			if (!this.paused) {
				SpanData data = this.exceptions.apply(this.redaction.redact(span.toSpanData()));
				for (ExportWorker<SpanData, ?> worker : this.workers) {
					worker.offer(data, data.getTraceId());
				}
			}
		}
		catch (Throwable ex) {
			// For example if there is no memory for another thread. The application must
			// not be affected.
			if (this.warned.compareAndSet(false, true)) {
				logger.warn("Spans cannot be passed to the exporters; this is logged once", ex);
			}
		}
	}

	@Override
	public boolean isEndRequired() {
		return !this.workers.isEmpty();
	}

	@Override
	public DestinationStatus.Signal signal() {
		return DestinationStatus.Signal.TRACES;
	}

	@Override
	public List<DestinationStatus> destinations() {
		boolean isPaused = this.paused;
		return this.workers.stream().map((worker) -> worker.status(isPaused)).toList();
	}

	@Override
	public void pause(boolean pause) {
		this.paused = pause;
	}

	@Override
	public CompletableResultCode forceFlush() {
		return CompletableResultCode.ofAll(this.workers.stream().map(ExportWorker::flush).toList());
	}

	/**
	 * Waits here, because the SDK waits for ten seconds and does not stop the exporters.
	 * Called by the tracer provider and again when the bean is destroyed.
	 */
	@Override
	public CompletableResultCode shutdown() {
		if (!this.shutdown.compareAndSet(false, true)) {
			return CompletableResultCode.ofSuccess();
		}
		long nanoTime = this.deadline.nanoTime();
		this.workers.forEach((worker) -> worker.stop(nanoTime));
		this.workers.forEach(ExportWorker::awaitStop);
		return CompletableResultCode.ofSuccess();
	}

	@Override
	public String toString() {
		return "BatchingSpanProcessor" + this.workers;
	}

}

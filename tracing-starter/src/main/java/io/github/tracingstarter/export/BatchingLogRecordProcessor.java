package io.github.tracingstarter.export;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

import io.github.tracingstarter.logs.LogDemand;
import io.github.tracingstarter.redaction.LogRedaction;
import io.github.tracingstarter.report.DestinationStatus;
import io.github.tracingstarter.report.ExportControl;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.logs.LogRecordProcessor;
import io.opentelemetry.sdk.logs.ReadWriteLogRecord;
import io.opentelemetry.sdk.logs.data.LogRecordData;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Adds each log record, redacted, to the queue of every target. The logging thread never
 * waits: records that do not fit are dropped and counted.
 */
final class BatchingLogRecordProcessor implements LogRecordProcessor, LogDemand, ExportControl {

	private static final Log logger = LogFactory.getLog(BatchingLogRecordProcessor.class);

	private final List<LogTarget> targets;

	private final LogRedaction redaction;

	private final ShutdownDeadline deadline;

	private final AtomicBoolean warned = new AtomicBoolean();

	private volatile boolean paused;

	private final AtomicBoolean shutdown = new AtomicBoolean();

	BatchingLogRecordProcessor(List<LogTarget> targets, LogRedaction redaction, ShutdownDeadline deadline) {
		this.targets = targets;
		this.redaction = redaction;
		this.deadline = deadline;
	}

	@Override
	public void onEmit(Context context, ReadWriteLogRecord logRecord) {
		if (this.paused) {
			return;
		}
		try {
			LogRecordData line = logRecord.toLogRecordData();
			String traceId = line.getSpanContext().getTraceId();
			LogRecordData redacted = null;
			for (LogTarget target : this.targets) {
				// Redaction is most of the work.
				if (target.isOpen() && target.admits(traceId)) {
					redacted = (redacted != null) ? redacted : this.redaction.redact(line);
					target.offer(redacted);
				}
			}
		}
		catch (Throwable ex) {
			// For example if there is no memory for another thread. The caller that logs
			// must not be affected.
			if (this.warned.compareAndSet(false, true)) {
				logger.warn("Log records cannot be passed to the exporters; this is logged once", ex);
			}
		}
	}

	@Override
	public boolean isPossible() {
		return !this.targets.stream().allMatch(LogTarget::isClosed);
	}

	@Override
	public boolean isCertain() {
		return this.targets.stream().anyMatch(LogTarget::isCertain);
	}

	@Override
	public boolean isWanted() {
		if (this.paused) {
			return false;
		}
		for (LogTarget target : this.targets) {
			if (target.isOpen()) {
				return true;
			}
		}
		return false;
	}

	@Override
	public DestinationStatus.Signal signal() {
		return DestinationStatus.Signal.LOGS;
	}

	@Override
	public List<DestinationStatus> destinations() {
		boolean isPaused = this.paused;
		return this.targets.stream().map((target) -> target.status(isPaused)).toList();
	}

	@Override
	public void pause(boolean pause) {
		this.paused = pause;
	}

	@Override
	public CompletableResultCode forceFlush() {
		return CompletableResultCode.ofAll(this.targets.stream().map(LogTarget::flush).toList());
	}

	/**
	 * Waits here, because the SDK waits for ten seconds and does not stop the exporters.
	 */
	@Override
	public CompletableResultCode shutdown() {
		if (this.shutdown.compareAndSet(false, true)) {
			long nanoTime = this.deadline.nanoTime();
			this.targets.forEach((target) -> target.stop(nanoTime));
			this.targets.forEach(LogTarget::awaitStop);
		}
		return CompletableResultCode.ofSuccess();
	}

	@Override
	public String toString() {
		return "BatchingLogRecordProcessor" + this.targets;
	}

}

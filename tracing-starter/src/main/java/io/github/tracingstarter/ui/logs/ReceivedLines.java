package io.github.tracingstarter.ui.logs;

import java.util.concurrent.TimeUnit;

import io.github.tracingstarter.report.FailureLog;
import io.github.tracingstarter.ui.ReceivedLogs;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Adds the lines of other applications to those of this one. The sender may have redacted
 * less, or nothing.
 */
final class ReceivedLines implements ReceivedLogs {

	private final FailureLog failures = new FailureLog(LogFactory.getLog(ReceivedLines.class),
			"A received log line could not be checked for secrets and is not shown.");

	private final LogStore store;

	private final LineRedaction redaction;

	ReceivedLines(LogStore store, LineRedaction redaction) {
		this.store = store;
		this.redaction = redaction;
	}

	@Override
	public void add(Line line) {
		try {
			this.store.add(new LogLine.Entry(TimeUnit.NANOSECONDS.toMicros(line.epochNanos()), line.level(),
					this.redaction.name(line.logger()), this.redaction.message(line.message()),
					this.redaction.name(line.thread()), line.traceId(), line.spanId(), exception(line.exception()),
					this.redaction.name(line.service())));
		}
		catch (RuntimeException | LinkageError | StackOverflowError ex) {
			this.failures.log(ex);
		}
	}

	private @Nullable String exception(@Nullable String stackTrace) {
		return (stackTrace != null) ? this.redaction.exception(stackTrace) : null;
	}

}

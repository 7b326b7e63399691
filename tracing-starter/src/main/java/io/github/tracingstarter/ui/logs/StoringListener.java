package io.github.tracingstarter.ui.logs;

import java.util.concurrent.TimeUnit;

import io.github.tracingstarter.logs.CapturedLine;
import io.github.tracingstarter.logs.LogListener;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanId;

/**
 * Adds the lines of this application to the store. Lines of the page itself are omitted,
 * because showing them would create more.
 */
final class StoringListener implements LogListener {

	private static final String PAGE = "io.github.tracingstarter.ui.";

	private final LogStore store;

	private final LineRedaction redaction;

	StoringListener(LogStore store, LineRedaction redaction) {
		this.store = store;
		this.redaction = redaction;
	}

	@Override
	public void onLine(CapturedLine line) {
		if (line.logger().startsWith(PAGE)) {
			return;
		}
		SpanContext span = line.span();
		boolean isTraced = span.isValid();
		CapturedLine.Failure failure = line.failure();
		this.store.add(new LogLine.Entry(TimeUnit.NANOSECONDS.toMicros(line.epochNanos()), line.level(), line.logger(),
				this.redaction.message(line.message()), line.thread(), isTraced ? span.getTraceId() : null,
				SpanId.isValid(span.getSpanId()) ? span.getSpanId() : null,
				(failure != null) ? this.redaction.exception(failure.stackTrace()) : null, null));
	}

}

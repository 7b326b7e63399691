package io.github.tracingstarter.ui.store;

import io.github.tracingstarter.processor.KeptSpanProcessor;
import io.github.tracingstarter.processor.LocalSpanProcessor;
import io.github.tracingstarter.report.FailureLog;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import org.apache.commons.logging.LogFactory;

/**
 * Passes each ended span to the store. A span does not change after it has ended, so the
 * store copies its redacted data later, on its own thread.
 */
final class StoringSpanProcessor implements LocalSpanProcessor, KeptSpanProcessor {

	private static final FailureLog failures = new FailureLog(LogFactory.getLog(StoringSpanProcessor.class),
			"Spans cannot be passed to the page. The application is not affected.");

	private final BoundedTraceStore store;

	private final boolean unsampled;

	/**
	 * Creates the processor.
	 * @param store the store
	 * @param unsampled whether to accept spans that are recorded but not sampled
	 */
	StoringSpanProcessor(BoundedTraceStore store, boolean unsampled) {
		this.store = store;
		this.unsampled = unsampled;
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
		if (this.unsampled || span.getSpanContext().isSampled()) {
			store(span);
		}
	}

	@Override
	public void onKept(ReadableSpan span) {
		if (!this.unsampled) {
			store(span);
		}
	}

	private void store(ReadableSpan span) {
		try {
			this.store.offer(span);
		}
		catch (Throwable ex) {
			// For example if there is no memory for another thread. Readers then store
			// the spans.
			failures.log((ex instanceof Exception) ? ex : new IllegalStateException(ex));
		}
	}

	@Override
	public boolean isEndRequired() {
		return true;
	}

	@Override
	public CompletableResultCode shutdown() {
		this.store.close();
		return CompletableResultCode.ofSuccess();
	}

}

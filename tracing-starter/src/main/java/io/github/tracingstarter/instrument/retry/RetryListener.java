package io.github.tracingstarter.instrument.retry;

import io.github.tracingstarter.instrument.ToldEvents;
import io.github.tracingstarter.report.FailureLog;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.semconv.CodeAttributes;
import io.opentelemetry.semconv.ErrorAttributes;
import org.apache.commons.logging.LogFactory;

import org.springframework.context.ApplicationListener;
import org.springframework.resilience.retry.MethodRetryEvent;

/**
 * Adds an event to the current span for each failed attempt. The work of an attempt has
 * its own spans, so the events show where one attempt ends and the next begins.
 */
final class RetryListener implements ApplicationListener<MethodRetryEvent> {

	private static final FailureLog failures = new FailureLog(LogFactory.getLog(RetryListener.class),
			"An attempt could not be added to its span. The application is not affected.");

	private static final ToldEvents told = new ToldEvents();

	/**
	 * Must run on the thread of the method, because only that thread is in its span.
	 */
	@Override
	public boolean supportsAsyncExecution() {
		return false;
	}

	@Override
	public void onApplicationEvent(MethodRetryEvent event) {
		failures.guard(() -> {
			Span span = Span.current();
			if (span.isRecording() && told.isFirst(event)) {
				span.addEvent(event.isRetryAborted() ? "retry.exhausted" : "retry.attempt_failed", attributes(event));
			}
		});
	}

	private static Attributes attributes(MethodRetryEvent event) {
		Throwable failure = event.getFailure();
		// The last event has Spring's own exception, which wraps that of the method.
		Throwable cause = (event.isRetryAborted() && failure.getCause() != null) ? failure.getCause() : failure;
		return Attributes.of(CodeAttributes.CODE_FUNCTION_NAME,
				event.getMethod().getDeclaringClass().getName() + "." + event.getMethod().getName(),
				ErrorAttributes.ERROR_TYPE, cause.getClass().getName());
	}

}

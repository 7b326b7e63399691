package io.github.tracingstarter.instrument.ai;

import io.github.tracingstarter.instrument.Spans;
import io.github.tracingstarter.redaction.ExceptionEvent;
import io.opentelemetry.api.trace.Span;
import org.springframework.ai.tool.execution.ToolExecutionException;
import org.springframework.ai.tool.execution.ToolExecutionExceptionProcessor;

/**
 * Records the exception of a tool on its span. Spring AI turns the exception into a
 * response to the model, and therefore reports a success. The message of the exception is
 * not recorded, because it may quote the model's request.
 */
final class ToolFailures implements ToolExecutionExceptionProcessor {

	private final ToolExecutionExceptionProcessor processor;

	ToolFailures(ToolExecutionExceptionProcessor processor) {
		this.processor = processor;
	}

	@Override
	public String process(ToolExecutionException exception) {
		String answer = this.processor.process(exception);
		Span span = Span.current();
		Throwable cause = exception.getCause();
		Spans.fail(span, ExceptionEvent.typeOf((cause != null) ? cause : exception));
		ExceptionEvent.record(span, exception);
		return answer;
	}

}

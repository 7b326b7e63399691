package io.github.tracingstarter.instrument.ai;

import io.github.tracingstarter.instrument.Spans;
import io.github.tracingstarter.redaction.ExceptionEvent;
import io.opentelemetry.api.trace.Span;
import org.springframework.ai.tool.execution.ToolExecutionException;
import org.springframework.ai.tool.execution.ToolExecutionExceptionProcessor;

/**
 * Tells the span of a tool what the tool threw. Spring AI makes an answer to the model of
 * it, and so a success. The message of the exception may have what the model asked for.
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

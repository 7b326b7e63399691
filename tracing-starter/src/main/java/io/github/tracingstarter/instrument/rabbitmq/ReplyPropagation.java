package io.github.tracingstarter.instrument.rabbitmq;

import java.util.function.BiFunction;

import io.github.tracingstarter.instrument.Spans;
import io.github.tracingstarter.propagation.TraceHeaders;
import io.github.tracingstarter.report.FailureLog;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.amqp.core.Message;
import org.springframework.amqp.rabbit.listener.adapter.ReplyPostProcessor;

/**
 * Carries the trace in the reply of a listener, which Spring sends without a template and
 * does not observe. A reply that is completed on a thread without a trace continues the
 * trace of the request.
 */
@SuppressWarnings("removal")
final class ReplyPropagation implements ReplyPostProcessor {

	private static final FailureLog failures = new FailureLog(LogFactory.getLog(ReplyPropagation.class),
			"A reply could not carry its trace. It is sent without.");

	private final Spans spans;

	private final TraceHeaders headers;

	private final @Nullable BiFunction<Message, Message, Message> present;

	ReplyPropagation(Spans spans, @Nullable BiFunction<Message, Message, Message> present) {
		this.spans = spans;
		this.present = present;
		this.headers = TraceHeaders.with(spans.propagation());
	}

	@Override
	public Message apply(Message request, Message response) {
		Message reply = (this.present != null) ? this.present.apply(request, response) : response;
		failures.guard(() -> inject(request, reply));
		return reply;
	}

	private void inject(Message request, Message reply) {
		Context current = Context.current();
		Context parent = Span.fromContext(current).getSpanContext().isValid() ? current
				: this.headers.extract(current, request, MessageHeaders.GETTER);
		this.spans.inject(parent, reply, (message, name, value) -> {
			if (message != null) {
				message.getMessageProperties().setHeader(name, value);
			}
		});
	}

}

package io.github.tracingstarter.instrument.rabbitmq;

import io.github.tracingstarter.instrument.Instrumenter;
import io.github.tracingstarter.instrument.Messaging;
import io.github.tracingstarter.instrument.PrivateField;
import io.github.tracingstarter.instrument.SpanConvention;
import io.github.tracingstarter.instrument.Spans;
import io.github.tracingstarter.propagation.TraceHeaders;
import io.github.tracingstarter.report.FailureLog;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessagePostProcessor;
import org.springframework.amqp.core.MessageProperties;
import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.core.Ordered;
import org.springframework.core.PriorityOrdered;

/**
 * Creates a span for each message that the application fetches within a trace, with a
 * link to its sender. The template reports only the message, so the span does not last as
 * long as the application waited. Spring does not otherwise observe it.
 */
final class ReceivedMessages implements MessagePostProcessor, PriorityOrdered {

	private static final FailureLog failures = new FailureLog(LogFactory.getLog(ReceivedMessages.class),
			"The span of a message that was fetched could not be made. The message is not affected.");

	private static final PrivateField<String> REPLY_ADDRESS = PrivateField.of(RabbitTemplate.class, "replyAddress",
			String.class);

	private final RabbitTemplate template;

	private final Instrumenter<Message> instrumenter;

	ReceivedMessages(RabbitTemplate template, Spans spans) {
		this.template = template;
		this.instrumenter = Instrumenter.of(spans, "rabbitmq", new Convention(TraceHeaders.with(spans.propagation())),
				failures);
	}

	/**
	 * Runs before others can change the headers.
	 */
	@Override
	public int getOrder() {
		return Ordered.HIGHEST_PRECEDENCE;
	}

	@Override
	public Message postProcessMessage(Message message) {
		Context current = Context.current();
		if (Span.fromContextOrNull(current) != null && !isReply(message)) {
			Span span = this.instrumenter.start(current, message);
			if (span != null) {
				this.instrumenter.end(span);
			}
		}
		return message;
	}

	/**
	 * Returns whether a message is a reply that the template has waited for, because
	 * replies are also processed here.
	 */
	private boolean isReply(Message message) {
		String queue = Convention.queue(message.getMessageProperties());
		String address = REPLY_ADDRESS.get(this.template);
		return RabbitAttributes.isTemporary(queue)
				|| (queue != null && address != null && (address.equals(queue) || address.endsWith("/" + queue)));
	}

	private record Convention(TraceHeaders headers) implements SpanConvention<Message> {

		private static final String RECEIVE = "receive";

		@Override
		public SpanKind kind(Message message) {
			return SpanKind.CLIENT;
		}

		@Override
		public String name(Message message) {
			return RabbitAttributes.spanName(RECEIVE, null, queue(message.getMessageProperties()));
		}

		/**
		 * Returns the name of the queue. The template sets it only later, but messages
		 * that were sent to the default exchange have it as their routing key.
		 */
		private static @Nullable String queue(MessageProperties message) {
			boolean byDefault = "".equals(message.getReceivedExchange());
			return (message.getConsumerQueue() == null && byDefault) ? message.getReceivedRoutingKey()
					: message.getConsumerQueue();
		}

		@Override
		public void start(Message message, SpanBuilder span) {
			AttributesBuilder attributes = Attributes.builder();
			Messaging.describe(attributes, RabbitAttributes.SYSTEM, RECEIVE);
			MessageProperties properties = message.getMessageProperties();
			RabbitAttributes.describe(attributes, properties.getReceivedExchange(), properties.getReceivedRoutingKey(),
					queue(properties));
			RabbitAttributes.describe(attributes, properties);
			span.setAllAttributes(attributes.build());
			SpanContext sender = Span.fromContext(this.headers.extract(Context.root(), message, MessageHeaders.GETTER))
				.getSpanContext();
			if (sender.isValid()) {
				span.addLink(sender);
			}
		}

		@Override
		public void end(Message message, Span span, @Nullable Throwable error) {
		}

	}

}

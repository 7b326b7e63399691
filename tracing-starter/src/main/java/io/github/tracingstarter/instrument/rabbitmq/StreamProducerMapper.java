package io.github.tracingstarter.instrument.rabbitmq;

import java.util.Set;

import com.rabbitmq.stream.Message;
import io.github.tracingstarter.instrument.Messaging;
import io.github.tracingstarter.instrument.ObservationMapper;
import io.opentelemetry.api.common.AttributesBuilder;

import org.springframework.rabbit.stream.micrometer.RabbitStreamMessageSenderContext;

/**
 * Describes messages that a template sends to a stream.
 */
final class StreamProducerMapper implements ObservationMapper<RabbitStreamMessageSenderContext> {

	private static final Set<String> REPLACED = Set.of("spring.rabbit.stream.template.name");

	@Override
	public Class<RabbitStreamMessageSenderContext> contextType() {
		return RabbitStreamMessageSenderContext.class;
	}

	@Override
	public String name(RabbitStreamMessageSenderContext context) {
		return RabbitAttributes.spanName(RabbitAttributes.SEND, null, context.getDestination());
	}

	@Override
	public void describe(RabbitStreamMessageSenderContext context, AttributesBuilder attributes) {
		Messaging.describe(attributes, RabbitAttributes.SYSTEM, RabbitAttributes.SEND);
		StreamMessages.describe(attributes, context.getDestination(), context.getCarrier());
	}

	@Override
	public boolean writes(RabbitStreamMessageSenderContext context, String name, String value) {
		Message message = context.getCarrier();
		return message != null && StreamMessages.writes(message, name, value);
	}

	@Override
	public Set<String> replacedKeys() {
		return REPLACED;
	}

	@Override
	public String replacedName(RabbitStreamMessageSenderContext context) {
		return context.getDestination() + " send";
	}

}

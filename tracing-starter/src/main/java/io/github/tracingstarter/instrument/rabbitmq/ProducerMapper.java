package io.github.tracingstarter.instrument.rabbitmq;

import java.util.Set;

import io.github.tracingstarter.instrument.Messaging;
import io.github.tracingstarter.instrument.ObservationMapper;
import io.opentelemetry.api.common.AttributesBuilder;

import org.springframework.amqp.core.Message;
import org.springframework.amqp.rabbit.support.micrometer.RabbitMessageSenderContext;

/**
 * Describes messages that a template sends.
 */
final class ProducerMapper implements ObservationMapper<RabbitMessageSenderContext> {

	private static final Set<String> REPLACED = Set.of("spring.rabbit.template.name", "messaging.destination.name",
			"messaging.rabbitmq.destination.routing_key");

	@Override
	public Class<RabbitMessageSenderContext> contextType() {
		return RabbitMessageSenderContext.class;
	}

	@Override
	public String name(RabbitMessageSenderContext context) {
		return RabbitAttributes.spanName(RabbitAttributes.SEND, context.getExchange(), context.getRoutingKey());
	}

	@Override
	public void describe(RabbitMessageSenderContext context, AttributesBuilder attributes) {
		Messaging.describe(attributes, RabbitAttributes.SYSTEM, RabbitAttributes.SEND);
		RabbitAttributes.describe(attributes, context.getExchange(), context.getRoutingKey(), null);
		Message message = context.getCarrier();
		if (message != null) {
			RabbitAttributes.describe(attributes, message.getMessageProperties());
		}
	}

	@Override
	public Set<String> replacedKeys() {
		return REPLACED;
	}

	@Override
	public String replacedName(RabbitMessageSenderContext context) {
		return context.getDestination() + " send";
	}

}

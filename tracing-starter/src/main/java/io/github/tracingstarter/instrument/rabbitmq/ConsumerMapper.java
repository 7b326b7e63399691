package io.github.tracingstarter.instrument.rabbitmq;

import java.util.Set;

import io.github.tracingstarter.instrument.Messaging;
import io.github.tracingstarter.instrument.ObservationMapper;
import io.opentelemetry.api.common.AttributesBuilder;

import org.springframework.amqp.core.MessageProperties;
import org.springframework.amqp.rabbit.support.micrometer.RabbitMessageReceiverContext;

/**
 * Describes messages that a listener processes one by one.
 */
final class ConsumerMapper implements ObservationMapper<RabbitMessageReceiverContext> {

	private static final Set<String> REPLACED = Set.of("spring.rabbit.listener.id", "messaging.destination.name",
			"messaging.rabbitmq.message.delivery_tag");

	@Override
	public Class<RabbitMessageReceiverContext> contextType() {
		return RabbitMessageReceiverContext.class;
	}

	@Override
	public String name(RabbitMessageReceiverContext context) {
		return RabbitAttributes.spanName(RabbitAttributes.PROCESS, null, context.getSource());
	}

	@Override
	public void describe(RabbitMessageReceiverContext context, AttributesBuilder attributes) {
		MessageProperties message = context.getCarrier().getMessageProperties();
		Messaging.describe(attributes, RabbitAttributes.SYSTEM, RabbitAttributes.PROCESS);
		RabbitAttributes.describe(attributes, message.getReceivedExchange(), message.getReceivedRoutingKey(),
				context.getSource());
		RabbitAttributes.describe(attributes, message);
	}

	@Override
	public Throwable failure(Throwable error) {
		return RabbitAttributes.thrown(error);
	}

	@Override
	public Set<String> replacedKeys() {
		return REPLACED;
	}

	@Override
	public String replacedName(RabbitMessageReceiverContext context) {
		return context.getSource() + " receive";
	}

}

package io.github.tracingstarter.instrument.rabbitmq;

import java.util.Set;

import io.github.tracingstarter.instrument.Messaging;
import io.github.tracingstarter.instrument.ObservationMapper;
import io.opentelemetry.api.common.AttributesBuilder;

import org.springframework.rabbit.stream.micrometer.RabbitStreamMessageReceiverContext;

/**
 * Describes messages of a stream that a listener processes.
 */
final class StreamConsumerMapper implements ObservationMapper<RabbitStreamMessageReceiverContext> {

	private static final Set<String> REPLACED = Set.of("spring.rabbit.stream.listener.id");

	@Override
	public Class<RabbitStreamMessageReceiverContext> contextType() {
		return RabbitStreamMessageReceiverContext.class;
	}

	@Override
	public String name(RabbitStreamMessageReceiverContext context) {
		return RabbitAttributes.spanName(RabbitAttributes.PROCESS, null, context.getSource());
	}

	@Override
	public void describe(RabbitStreamMessageReceiverContext context, AttributesBuilder attributes) {
		Messaging.describe(attributes, RabbitAttributes.SYSTEM, RabbitAttributes.PROCESS);
		StreamMessages.describe(attributes, context.getSource(), context.getCarrier());
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
	public String replacedName(RabbitStreamMessageReceiverContext context) {
		return context.getSource() + " receive";
	}

}

package io.github.tracingstarter.instrument.rabbitmq;

import io.github.tracingstarter.instrument.Messaging;
import io.github.tracingstarter.instrument.ObservationMapper;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.SpanKind;

/**
 * Describes messages that a listener processes together.
 */
final class BatchMapper implements ObservationMapper<RabbitBatchContext> {

	@Override
	public Class<RabbitBatchContext> contextType() {
		return RabbitBatchContext.class;
	}

	@Override
	public SpanKind kind(RabbitBatchContext context) {
		return SpanKind.CONSUMER;
	}

	@Override
	public String name(RabbitBatchContext context) {
		return RabbitAttributes.spanName(RabbitAttributes.PROCESS, null, context.queue());
	}

	@Override
	public void describe(RabbitBatchContext context, AttributesBuilder attributes) {
		Messaging.describe(attributes, RabbitAttributes.SYSTEM, RabbitAttributes.PROCESS);
		attributes.put(Messaging.BATCH_MESSAGE_COUNT, context.messages().size());
		RabbitAttributes.describe(attributes, null, null, context.queue());
	}

	@Override
	public Throwable failure(Throwable error) {
		return RabbitAttributes.thrown(error);
	}

}

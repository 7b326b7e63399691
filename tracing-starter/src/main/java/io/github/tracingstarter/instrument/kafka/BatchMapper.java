package io.github.tracingstarter.instrument.kafka;

import java.util.function.Function;

import io.github.tracingstarter.instrument.Messaging;
import io.github.tracingstarter.instrument.ObservationMapper;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.SpanKind;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Describes messages that a listener processes together.
 */
final class BatchMapper implements ObservationMapper<KafkaBatchContext> {

	@Override
	public Class<KafkaBatchContext> contextType() {
		return KafkaBatchContext.class;
	}

	@Override
	public SpanKind kind(KafkaBatchContext context) {
		return SpanKind.CONSUMER;
	}

	@Override
	public String name(KafkaBatchContext context) {
		return Messaging.spanName(ConsumerMapper.PROCESS, common(context, ConsumerRecord::topic));
	}

	@Override
	public void describe(KafkaBatchContext context, AttributesBuilder attributes) {
		Messaging.describe(attributes, KafkaAttributes.SYSTEM, ConsumerMapper.PROCESS);
		attributes.put(Messaging.BATCH_MESSAGE_COUNT, context.messages().size());
		attributes.put(Messaging.CONSUMER_GROUP_NAME, context.groupId());
		String topic = common(context, ConsumerRecord::topic);
		attributes.put(Messaging.DESTINATION_NAME, topic);
		if (topic != null) {
			attributes.put(Messaging.DESTINATION_PARTITION_ID,
					common(context, (message) -> Integer.toString(message.partition())));
		}
	}

	/**
	 * Returns a value if it is the same for all messages, or null.
	 */
	private static @Nullable String common(KafkaBatchContext context, Function<ConsumerRecord<?, ?>, String> value) {
		String first = value.apply(context.messages().get(0));
		return context.messages().stream().allMatch((message) -> value.apply(message).equals(first)) ? first : null;
	}

}

package io.github.tracingstarter.instrument.kafka;

import java.util.Set;

import io.github.tracingstarter.instrument.Messaging;
import io.github.tracingstarter.instrument.ObservationMapper;
import io.micrometer.observation.ObservationConvention;
import io.opentelemetry.api.common.AttributesBuilder;
import org.apache.kafka.clients.consumer.ConsumerRecord;

import org.springframework.kafka.support.micrometer.KafkaListenerObservation.DefaultKafkaListenerObservationConvention;
import org.springframework.kafka.support.micrometer.KafkaRecordReceiverContext;

/**
 * Describes messages that a listener processes one by one.
 */
final class ConsumerMapper implements ObservationMapper<KafkaRecordReceiverContext> {

	static final String PROCESS = "process";

	private static final Set<String> REPLACED = Set.of("spring.kafka.listener.id", "messaging.system",
			"messaging.operation", "messaging.source.name", "messaging.source.kind", "messaging.kafka.consumer.group",
			"messaging.kafka.client_id", "messaging.consumer.id", "messaging.kafka.source.partition",
			"messaging.kafka.message.offset");

	@Override
	public Class<KafkaRecordReceiverContext> contextType() {
		return KafkaRecordReceiverContext.class;
	}

	@Override
	public String name(KafkaRecordReceiverContext context) {
		return Messaging.spanName(PROCESS, context.getSource());
	}

	@Override
	public void describe(KafkaRecordReceiverContext context, AttributesBuilder attributes) {
		ConsumerRecord<?, ?> message = context.getRecord();
		Messaging.describe(attributes, KafkaAttributes.SYSTEM, PROCESS);
		attributes.put(Messaging.DESTINATION_NAME, message.topic());
		attributes.put(Messaging.DESTINATION_PARTITION_ID, Integer.toString(message.partition()));
		attributes.put(KafkaAttributes.OFFSET, message.offset());
		attributes.put(Messaging.CONSUMER_GROUP_NAME, context.getGroupId());
		attributes.put(Messaging.CLIENT_ID, context.getClientId());
		if (message.value() == null) {
			attributes.put(KafkaAttributes.TOMBSTONE, true);
		}
	}

	@Override
	public ObservationConvention<KafkaRecordReceiverContext> replacedConvention() {
		return DefaultKafkaListenerObservationConvention.INSTANCE;
	}

	@Override
	public Set<String> replacedKeys() {
		return REPLACED;
	}

	@Override
	public String replacedName(KafkaRecordReceiverContext context) {
		return context.getSource() + " process";
	}

}

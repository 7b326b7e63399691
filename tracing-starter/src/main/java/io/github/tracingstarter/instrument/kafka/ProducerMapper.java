package io.github.tracingstarter.instrument.kafka;

import java.util.Set;

import io.github.tracingstarter.instrument.Messaging;
import io.github.tracingstarter.instrument.ObservationMapper;
import io.micrometer.observation.ObservationConvention;
import io.opentelemetry.api.common.AttributesBuilder;
import org.apache.kafka.clients.producer.ProducerRecord;

import org.springframework.kafka.support.micrometer.KafkaRecordSenderContext;
import org.springframework.kafka.support.micrometer.KafkaTemplateObservation.DefaultKafkaTemplateObservationConvention;

/**
 * Describes messages that a template sends.
 */
final class ProducerMapper implements ObservationMapper<KafkaRecordSenderContext> {

	private static final String SEND = "send";

	private static final Set<String> REPLACED = Set.of("spring.kafka.template.name", "messaging.system",
			"messaging.operation", "messaging.destination.name", "messaging.destination.kind");

	@Override
	public Class<KafkaRecordSenderContext> contextType() {
		return KafkaRecordSenderContext.class;
	}

	@Override
	public String name(KafkaRecordSenderContext context) {
		return Messaging.spanName(SEND, context.getDestination());
	}

	@Override
	public void describe(KafkaRecordSenderContext context, AttributesBuilder attributes) {
		ProducerRecord<?, ?> message = context.getRecord();
		Messaging.describe(attributes, KafkaAttributes.SYSTEM, SEND);
		attributes.put(Messaging.DESTINATION_NAME, message.topic());
		if (message.partition() != null) {
			attributes.put(Messaging.DESTINATION_PARTITION_ID, message.partition().toString());
		}
		if (message.value() == null) {
			attributes.put(KafkaAttributes.TOMBSTONE, true);
		}
	}

	@Override
	public ObservationConvention<KafkaRecordSenderContext> replacedConvention() {
		return DefaultKafkaTemplateObservationConvention.INSTANCE;
	}

	@Override
	public Set<String> replacedKeys() {
		return REPLACED;
	}

	@Override
	public String replacedName(KafkaRecordSenderContext context) {
		return context.getDestination() + " send";
	}

}

package io.github.tracingstarter.instrument.kafka;

import io.opentelemetry.api.common.AttributeKey;

/**
 * Names from the semantic conventions for Kafka. The key of a message is omitted, because
 * it may identify a person.
 */
final class KafkaAttributes {

	static final String SYSTEM = "kafka";

	static final AttributeKey<Long> OFFSET = AttributeKey.longKey("messaging.kafka.offset");

	static final AttributeKey<Boolean> TOMBSTONE = AttributeKey.booleanKey("messaging.kafka.message.tombstone");

	private KafkaAttributes() {
	}

}

package io.github.tracingstarter.instrument;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.AttributesBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Names from the semantic conventions for messaging with any broker.
 */
public final class Messaging {

	/** The number of messages in a batch. */
	public static final AttributeKey<Long> BATCH_MESSAGE_COUNT = AttributeKey.longKey("messaging.batch.message_count");

	/** The id of the client. */
	public static final AttributeKey<String> CLIENT_ID = AttributeKey.stringKey("messaging.client.id");

	/** The name of the group of consumers that share messages. */
	public static final AttributeKey<String> CONSUMER_GROUP_NAME = AttributeKey
		.stringKey("messaging.consumer.group.name");

	/** The name of the queue or topic. */
	public static final AttributeKey<String> DESTINATION_NAME = AttributeKey.stringKey("messaging.destination.name");

	/** The id of the partition. */
	public static final AttributeKey<String> DESTINATION_PARTITION_ID = AttributeKey
		.stringKey("messaging.destination.partition.id");

	/** Whether the queue or topic is deleted with its connection. */
	public static final AttributeKey<Boolean> DESTINATION_TEMPORARY = AttributeKey
		.booleanKey("messaging.destination.temporary");

	/** The id of the conversation, which is a correlation id. */
	public static final AttributeKey<String> MESSAGE_CONVERSATION_ID = AttributeKey
		.stringKey("messaging.message.conversation_id");

	/** The id of the message. */
	public static final AttributeKey<String> MESSAGE_ID = AttributeKey.stringKey("messaging.message.id");

	private static final AttributeKey<String> OPERATION_NAME = AttributeKey.stringKey("messaging.operation.name");

	private static final AttributeKey<String> OPERATION_TYPE = AttributeKey.stringKey("messaging.operation.type");

	private static final AttributeKey<String> SYSTEM = AttributeKey.stringKey("messaging.system");

	private Messaging() {
	}

	/**
	 * Returns the name of a span.
	 * @param operation {@code send} or {@code process}
	 * @param destination the queue or topic, of low cardinality, or null
	 * @return the name
	 */
	public static String spanName(String operation, @Nullable String destination) {
		return (destination != null) ? operation + " " + destination : operation;
	}

	/**
	 * Adds the attributes that every messaging span has.
	 * @param attributes the attributes
	 * @param system the broker or protocol
	 * @param operation {@code send} or {@code process}
	 */
	public static void describe(AttributesBuilder attributes, String system, String operation) {
		attributes.put(SYSTEM, system);
		attributes.put(OPERATION_NAME, operation);
		attributes.put(OPERATION_TYPE, operation);
	}

}

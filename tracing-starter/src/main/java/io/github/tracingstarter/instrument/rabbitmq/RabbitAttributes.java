package io.github.tracingstarter.instrument.rabbitmq;

import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.tracingstarter.instrument.Messaging;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.AttributesBuilder;
import org.jspecify.annotations.Nullable;

import org.springframework.amqp.core.MessageProperties;
import org.springframework.amqp.rabbit.support.ListenerExecutionFailedException;
import org.springframework.util.StringUtils;

/**
 * Names from the semantic conventions for RabbitMQ.
 */
final class RabbitAttributes {

	static final String SYSTEM = "rabbitmq";

	static final String SEND = "send";

	static final String PROCESS = "process";

	private static final String TEMPORARY = "(temporary)";

	private static final AttributeKey<String> ROUTING_KEY = AttributeKey
		.stringKey("messaging.rabbitmq.destination.routing_key");

	private static final AttributeKey<Long> DELIVERY_TAG = AttributeKey
		.longKey("messaging.rabbitmq.message.delivery_tag");

	private RabbitAttributes() {
	}

	/**
	 * Returns the name of a span. A routing key may contain values, so it is in the name
	 * only if it is the name of a queue that is not temporary.
	 */
	static String spanName(String operation, @Nullable String exchange, @Nullable String queue) {
		String destination = StringUtils.hasText(exchange) ? exchange : queue;
		return Messaging.spanName(operation, isTemporary(destination) ? TEMPORARY : destination);
	}

	static boolean isTemporary(@Nullable String queue) {
		return queue != null && (queue.startsWith("amq.gen-") || queue.startsWith("amq.rabbitmq.reply-to")
				|| queue.startsWith("spring.gen-"));
	}

	/**
	 * Adds the destination or the origin of a message.
	 */
	static void describe(AttributesBuilder attributes, @Nullable String exchange, @Nullable String routingKey,
			@Nullable String queue) {
		attributes.put(Messaging.DESTINATION_NAME, Stream.of(exchange, routingKey, queue)
			.filter(StringUtils::hasText)
			.distinct()
			.collect(Collectors.collectingAndThen(Collectors.joining(":"), (name) -> name.isEmpty() ? null : name)));
		if (StringUtils.hasText(routingKey)) {
			attributes.put(ROUTING_KEY, routingKey);
		}
		if (isTemporary(Objects.requireNonNullElse(queue, routingKey))) {
			attributes.put(Messaging.DESTINATION_TEMPORARY, true);
		}
	}

	static void describe(AttributesBuilder attributes, MessageProperties message) {
		attributes.put(Messaging.MESSAGE_ID, message.getMessageId());
		attributes.put(Messaging.MESSAGE_CONVERSATION_ID, message.getCorrelationId());
		if (message.getDeliveryTag() > 0) {
			attributes.put(DELIVERY_TAG, message.getDeliveryTag());
		}
	}

	/**
	 * Unwraps the exception of a listener, which Spring wraps in an exception that
	 * contains the message.
	 */
	@SuppressWarnings("removal")
	static Throwable thrown(Throwable error) {
		return (error instanceof ListenerExecutionFailedException && error.getCause() != null) ? error.getCause()
				: error;
	}

}

package io.github.tracingstarter.instrument.rabbitmq;

import java.util.List;

import io.github.tracingstarter.instrument.BatchReceiverContext;
import org.jspecify.annotations.Nullable;

import org.springframework.amqp.core.Message;

/**
 * The context of messages that a listener processes together. All of them come from one
 * queue.
 */
final class RabbitBatchContext extends BatchReceiverContext<Message> {

	RabbitBatchContext(List<Message> messages) {
		super(messages, RabbitBatchContext::header);
	}

	@Nullable String queue() {
		return messages().get(0).getMessageProperties().getConsumerQueue();
	}

	static @Nullable String header(Message message, String name) {
		Object value = message.getMessageProperties().getHeaders().get(name);
		return (value instanceof String text) ? text : null;
	}

}

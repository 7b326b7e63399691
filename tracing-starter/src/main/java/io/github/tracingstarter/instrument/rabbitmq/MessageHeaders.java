package io.github.tracingstarter.instrument.rabbitmq;

import java.util.List;

import io.opentelemetry.context.propagation.TextMapGetter;
import org.jspecify.annotations.Nullable;

import org.springframework.amqp.core.Message;

/**
 * Reads the trace from the headers of a message.
 */
final class MessageHeaders implements TextMapGetter<Message> {

	static final MessageHeaders GETTER = new MessageHeaders();

	private MessageHeaders() {
	}

	@Override
	public Iterable<String> keys(Message message) {
		return List.of();
	}

	@Override
	public @Nullable String get(@Nullable Message message, String name) {
		return (message != null) ? RabbitBatchContext.header(message, name) : null;
	}

}

package io.github.tracingstarter.instrument.websocket;

import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.converter.MessageConverter;
import org.springframework.messaging.simp.stomp.StompCommand;
import org.springframework.messaging.simp.stomp.StompHeaderAccessor;
import org.springframework.messaging.support.MessageHeaderAccessor;

/**
 * The converter of a STOMP client. Only the converter sees the headers of a message that
 * a session sends, so it adds the trace to them.
 */
final class TracedMessageConverter implements MessageConverter {

	private final MessageConverter converter;

	private final StompTracing tracing;

	TracedMessageConverter(MessageConverter converter, StompTracing tracing) {
		this.converter = converter;
		this.tracing = tracing;
	}

	@Override
	public @Nullable Message<?> toMessage(Object payload, @Nullable MessageHeaders headers) {
		StompHeaderAccessor accessor = (headers != null)
				? MessageHeaderAccessor.getAccessor(headers, StompHeaderAccessor.class) : null;
		if (accessor != null && accessor.isMutable() && accessor.getCommand() == StompCommand.SEND) {
			this.tracing.inject(accessor);
		}
		return this.converter.toMessage(payload, headers);
	}

	@Override
	public @Nullable Object fromMessage(Message<?> message, Class<?> targetClass) {
		return this.converter.fromMessage(message, targetClass);
	}

}

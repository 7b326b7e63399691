package io.github.tracingstarter.instrument.integration;

import io.github.tracingstarter.instrument.Messaging;
import io.github.tracingstarter.instrument.SpanConvention;
import io.github.tracingstarter.instrument.Spans;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.MessagingException;

/**
 * Describes the spans of messages that arrived without a trace. The operation is the name
 * of the channel.
 */
final class ChannelConvention implements SpanConvention<String> {

	private static final String PROCESS = "process";

	@Override
	public String name(String channel) {
		return Messaging.spanName(PROCESS, channel);
	}

	@Override
	public SpanKind kind(String channel) {
		return SpanKind.CONSUMER;
	}

	@Override
	public void start(String channel, SpanBuilder span) {
		AttributesBuilder attributes = Attributes.builder();
		Messaging.describe(attributes, "spring_integration", PROCESS);
		attributes.put(Messaging.DESTINATION_NAME, channel);
		span.setAllAttributes(attributes.build());
	}

	@Override
	public void end(String channel, Span span, @Nullable Throwable error) {
		if (error != null) {
			Spans.fail(span, thrown(error));
		}
	}

	/**
	 * Unwraps the exception of a handler, which Spring wraps in exceptions that contain
	 * the message.
	 */
	private static Throwable thrown(Throwable error) {
		Throwable thrown = error;
		while (thrown instanceof MessagingException && thrown.getCause() != null) {
			thrown = thrown.getCause();
		}
		return thrown;
	}

}

package io.github.tracingstarter.instrument.websocket;

import io.github.tracingstarter.instrument.Messaging;
import io.github.tracingstarter.instrument.SpanConvention;
import io.github.tracingstarter.instrument.Spans;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import org.jspecify.annotations.Nullable;

/**
 * Describes the spans of messages that the application handles.
 */
final class StompConvention implements SpanConvention<StompMessage> {

	private static final AttributeKey<String> DESTINATION_TEMPLATE = AttributeKey
		.stringKey("messaging.destination.template");

	private static final String PROCESS = "process";

	@Override
	public String name(StompMessage message) {
		return Messaging.spanName(PROCESS, message.template());
	}

	@Override
	public SpanKind kind(StompMessage message) {
		return SpanKind.CONSUMER;
	}

	@Override
	public void start(StompMessage message, SpanBuilder span) {
		AttributesBuilder attributes = Attributes.builder();
		Messaging.describe(attributes, "stomp", PROCESS);
		attributes.put(Messaging.DESTINATION_NAME, message.destination());
		attributes.put(DESTINATION_TEMPLATE, message.template());
		span.setAllAttributes(attributes.build());
	}

	@Override
	public void end(StompMessage message, Span span, @Nullable Throwable error) {
		if (error != null) {
			Spans.fail(span, error);
		}
	}

}

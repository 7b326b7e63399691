package io.github.tracingstarter.instrument.websocket;

import io.github.tracingstarter.instrument.Messaging;
import io.github.tracingstarter.instrument.SpanConvention;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;

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

}

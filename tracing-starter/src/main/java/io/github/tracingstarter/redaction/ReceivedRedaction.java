package io.github.tracingstarter.redaction;

import io.opentelemetry.api.common.Attributes;

/**
 * Redacts spans that other applications sent or that a file contained, by the rules for
 * spans of any origin. Nothing is assumed to be clean because of the instrumentation
 * scope that it claims to have.
 */
public final class ReceivedRedaction {

	private final MessageRedaction messages;

	private final AttributeRedaction attributes;

	ReceivedRedaction(MessageRedaction messages, AttributeRedaction attributes) {
		this.messages = messages;
		this.attributes = attributes;
	}

	/**
	 * Redacts the name of a span or an event, or the description of a status.
	 * @param text the text
	 * @return the redacted text, or the same text if there is nothing to hide
	 */
	public String text(String text) {
		return this.messages.redact(text);
	}

	/**
	 * Redacts attributes.
	 * @param received the attributes
	 * @return the redacted attributes, or the same object if there is nothing to hide
	 */
	public Attributes attributes(Attributes received) {
		return this.attributes.redact(received);
	}

}

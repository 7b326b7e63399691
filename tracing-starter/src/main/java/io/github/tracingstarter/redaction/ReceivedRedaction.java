package io.github.tracingstarter.redaction;

import io.opentelemetry.api.common.Attributes;

/**
 * Redacts what other applications sent, or a file brought, by the rules for spans of any
 * origin: nothing is taken for clean because of the scope that it claims to have.
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
	 * @return the same text where there is nothing to hide
	 */
	public String text(String text) {
		return this.messages.redact(text);
	}

	/**
	 * Redacts attributes.
	 * @param received the attributes
	 * @return the same object where there is nothing to hide
	 */
	public Attributes attributes(Attributes received) {
		return this.attributes.redact(received);
	}

}

package io.github.tracingstarter.redaction;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.Value;
import io.opentelemetry.api.common.ValueType;
import io.opentelemetry.sdk.logs.data.LogRecordData;
import org.jspecify.annotations.Nullable;

/**
 * Redacts log records, whoever created them, by the rules for spans, because a log needs
 * the same protection as a span.
 */
public final class LogRedaction {

	private final MessageRedaction messages;

	private final AttributeRedaction attributes;

	LogRedaction(MessageRedaction messages, AttributeRedaction attributes) {
		this.messages = messages;
		this.attributes = attributes;
	}

	/**
	 * Redacts a log record.
	 * @param line the log record
	 * @return the redacted record, or the same object if there is nothing to hide
	 */
	public LogRecordData redact(LogRecordData line) {
		Value<?> body = line.getBodyValue();
		Value<?> redactedBody = redact(body);
		Attributes redacted = this.attributes.redact(line.getAttributes());
		return (redactedBody == body && redacted == line.getAttributes()) ? line
				: new RedactedLogRecordData(line, redactedBody, redacted);
	}

	private @Nullable Value<?> redact(@Nullable Value<?> body) {
		if (body == null) {
			return null;
		}
		// A body with several values is converted to text if something in it is hidden.
		String text = body.asString();
		String redacted = this.messages.redact(text);
		boolean isClean = redacted.equals(text) || (body.getType() != ValueType.STRING && text.isEmpty());
		return isClean ? body : Value.of(redacted);
	}

}

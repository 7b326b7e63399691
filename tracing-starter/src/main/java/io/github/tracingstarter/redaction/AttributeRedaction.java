package io.github.tracingstarter.redaction;

import java.util.List;
import java.util.function.BiConsumer;

import io.github.tracingstarter.ValueRedaction;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.AttributeType;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Redacts the attributes of a span, an event or a link.
 */
public final class AttributeRedaction {

	private final ValueRedaction values;

	private final MessageRedaction messages;

	AttributeRedaction(ValueRedaction values, MessageRedaction messages) {
		this.values = values;
		this.messages = messages;
	}

	/**
	 * Attributes without secrets and values.
	 * @param attributes the attributes
	 * @return the same object where there is nothing to hide
	 */
	Attributes redact(Attributes attributes) {
		if (attributes.isEmpty()) {
			return attributes;
		}
		Redacted redacted = new Redacted(attributes);
		attributes.forEach(redacted);
		return (redacted.builder != null) ? redacted.builder.build() : attributes;
	}

	/**
	 * Redacts the value of an attribute that the application sets.
	 * @param key the key
	 * @param value the value
	 * @return an equal value where there is nothing to hide
	 */
	public String redact(String key, String value) {
		return redact(key, value, Attributes.empty());
	}

	/**
	 * Redacts the name of a span that the application sets.
	 * @param name the name
	 * @return an equal name where there is nothing to hide
	 */
	public String redactName(String name) {
		return this.messages.redact(name);
	}

	private String redact(String key, String value, Attributes all) {
		return (this.values instanceof StandardValueRedaction standard) ? standard.redact(key, value, all)
				: this.values.redact(key, value);
	}

	/**
	 * Collects redacted attributes. Copies nothing before the first value that changes.
	 */
	private final class Redacted implements BiConsumer<AttributeKey<?>, Object> {

		private final Attributes attributes;

		private @Nullable AttributesBuilder builder;

		Redacted(Attributes attributes) {
			this.attributes = attributes;
		}

		@Override
		public void accept(AttributeKey<?> key, Object value) {
			if (value instanceof String text) {
				String redacted = redact(key.getKey(), text, this.attributes);
				if (!redacted.equals(text)) {
					builder().put(key.getKey(), redacted);
				}
			}
			else if (key.getType() == AttributeType.STRING_ARRAY && value instanceof List<?> texts) {
				List<String> redacted = texts.stream()
					.map((text) -> redact(key.getKey(), String.valueOf(text), this.attributes))
					.toList();
				if (!redacted.equals(texts)) {
					builder().put(AttributeKey.stringArrayKey(key.getKey()), redacted);
				}
			}
		}

		private AttributesBuilder builder() {
			AttributesBuilder current = this.builder;
			if (current == null) {
				current = this.attributes.toBuilder();
				this.builder = current;
			}
			return current;
		}

	}

}

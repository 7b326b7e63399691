package io.github.tracingstarter.redaction;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;

import io.github.tracingstarter.ValueRedaction;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.AttributeType;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.semconv.ExceptionAttributes;
import org.jspecify.annotations.Nullable;

/**
 * Redacts the attributes of a span, an event or a link.
 */
public final class AttributeRedaction {

	private static final String STACK_TRACE = ExceptionAttributes.EXCEPTION_STACKTRACE.getKey();

	private static final SecretNames SECRET_HEADERS = SecretNames.endingWith(List.of("authorization", "auth", "cookie",
			"token", "secret", "api-key", "access-key", "password", "passphrase", "credential", "credentials",
			"session", "session-id", "signature", "jwt", "assertion", "authentication-info", "client-cert", "otp"));

	/** Attributes that are set on purpose to identify the user. */
	private static final Set<String> USERS = Set.of("enduser.id", "enduser.pseudo.id", "user.email", "user.full_name",
			"user.id", "user.name");

	private final ValueRedaction values;

	private final MessageRedaction messages;

	private final TextRedaction texts;

	/** A field, so that no object is created for each span. */
	private final BiConsumer<AttributeKey<?>, Object> ownCheck = this::check;

	AttributeRedaction(ValueRedaction values, MessageRedaction messages, TextRedaction texts) {
		this.values = values;
		this.messages = messages;
		this.texts = texts;
	}

	/**
	 * Returns attributes without secrets and values.
	 * @param attributes the attributes
	 * @return the redacted attributes, or the same object if there is nothing to hide
	 */
	Attributes redact(Attributes attributes) {
		return redact(attributes, false);
	}

	/**
	 * Redacts the attributes of one of the starter's own spans, most of which are already
	 * clean. Allocates nothing if all are clean.
	 * @param attributes the attributes
	 * @return the redacted attributes, or the same object if there is nothing to hide
	 */
	Attributes redactOwn(Attributes attributes) {
		if (attributes.isEmpty()) {
			return attributes;
		}
		try {
			attributes.forEach(this.ownCheck);
			return attributes;
		}
		catch (FoundException ex) {
			return redact(attributes, true);
		}
	}

	private void check(AttributeKey<?> key, Object value) {
		if (value instanceof String text ? !redactOwn(key, text, Attributes.empty()).equals(text)
				: key.getType() == AttributeType.STRING_ARRAY) {
			throw FoundException.INSTANCE;
		}
	}

	private Attributes redact(Attributes attributes, boolean own) {
		if (attributes.isEmpty()) {
			return attributes;
		}
		Redacted redacted = new Redacted(attributes, own);
		attributes.forEach(redacted);
		return (redacted.builder != null) ? redacted.builder.build() : attributes;
	}

	/**
	 * Redacts the value of an attribute that the application sets.
	 * @param key the key
	 * @param value the value
	 * @return the redacted value, or an equal value if there is nothing to hide
	 */
	public String redact(String key, String value) {
		return redact(key, value, Attributes.empty());
	}

	/**
	 * Redacts the values of a header.
	 * @param key the key of the attribute
	 * @param name the name of the header, such as {@code Authorization}, which is hidden
	 * whichever patterns are enabled
	 * @param values its values
	 * @return the values to show
	 */
	public List<String> redactHeader(String key, String name, Collection<String> values) {
		boolean secret = SECRET_HEADERS.contain(name, 0, name.length());
		return values.stream().map((value) -> secret ? SecretScanner.REDACTED : redact(key, value)).toList();
	}

	/**
	 * Redacts the name of a span that the application sets.
	 * @param name the name
	 * @return the redacted name, or an equal name if there is nothing to hide
	 */
	public String redactName(String name) {
		return this.messages.redact(name);
	}

	/**
	 * Redacts a message, such as that of a log line, because a log needs the same
	 * protection as a span.
	 * @param message the message
	 * @return the redacted text, or an equal text if there is nothing to hide
	 */
	public String redactMessage(String message) {
		return this.messages.redact(message);
	}

	/**
	 * Redacts the messages in a stack trace.
	 * @param stackTrace the stack trace
	 * @return the redacted text, or an equal text if there is nothing to hide
	 */
	public String redactStackTrace(String stackTrace) {
		return this.messages.redactStackTrace(stackTrace);
	}

	private String redact(String key, String value, Attributes all) {
		if (this.texts.isSecret(key, value)) {
			return SecretScanner.REDACTED;
		}
		if (!(this.values instanceof StandardValueRedaction standard)) {
			return redactText(key, this.values.redact(key, value));
		}
		String redacted = standard.redact(key, value, all);
		// Apart from messages, the lines of a stack trace are names of methods.
		return key.equals(STACK_TRACE) ? redacted : redactText(key, redacted);
	}

	private String redactText(String key, String value) {
		return USERS.contains(key) ? this.texts.redactUser(value) : this.texts.redact(value);
	}

	private String redactOwn(AttributeKey<?> key, String value, Attributes all) {
		OwnAttributes treatment = OwnAttributes.of(key);
		if (treatment == null) {
			return redact(key.getKey(), value, all);
		}
		return switch (treatment) {
			case CLEAN -> this.texts.hasExpressions() ? this.texts.redact(value) : value;
			case TEXT -> this.texts.redact(value);
			case REPEATED_TEXT -> this.texts.redactRepeated(value);
		};
	}

	/**
	 * Collects redacted attributes. Copies nothing before the first value that changes.
	 */
	private final class Redacted implements BiConsumer<AttributeKey<?>, Object> {

		private final Attributes attributes;

		private final boolean own;

		private @Nullable AttributesBuilder builder;

		Redacted(Attributes attributes, boolean own) {
			this.attributes = attributes;
			this.own = own;
		}

		@Override
		public void accept(AttributeKey<?> key, Object value) {
			if (value instanceof String text) {
				String redacted = this.own ? redactOwn(key, text, this.attributes)
						: redact(key.getKey(), text, this.attributes);
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

	/**
	 * Stops the reading of attributes at the first one that is not clean.
	 */
	private static final class FoundException extends RuntimeException {

		private static final long serialVersionUID = 1L;

		private static final FoundException INSTANCE = new FoundException();

		private FoundException() {
			super("An attribute is not clean", null, false, false);
		}

	}

}

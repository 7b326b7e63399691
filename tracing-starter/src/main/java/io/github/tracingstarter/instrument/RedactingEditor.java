package io.github.tracingstarter.instrument;

import io.github.tracingstarter.SpanEditor;
import io.github.tracingstarter.redaction.AttributeRedaction;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Redacts the attributes that customizers set on a span.
 */
final class RedactingEditor implements SpanEditor {

	private final SpanBuilder attributes;

	private final AttributeRedaction redaction;

	private @Nullable String name;

	RedactingEditor(SpanBuilder attributes, AttributeRedaction redaction) {
		this.attributes = attributes;
		this.redaction = redaction;
	}

	/**
	 * Renames the span if a customizer asked for it. This cannot be done earlier, because
	 * a span builder cannot be renamed.
	 */
	void rename(Span span) {
		if (this.name != null) {
			span.updateName(this.name);
		}
	}

	@Override
	public SpanEditor name(String name) {
		this.name = this.redaction.redactName(name);
		return this;
	}

	@Override
	public SpanEditor attribute(String key, String value) {
		this.attributes.setAttribute(AttributeKey.stringKey(key), this.redaction.redact(key, value));
		return this;
	}

	@Override
	public SpanEditor attribute(String key, long value) {
		this.attributes.setAttribute(AttributeKey.longKey(key), value);
		return this;
	}

	@Override
	public SpanEditor attribute(String key, double value) {
		this.attributes.setAttribute(AttributeKey.doubleKey(key), value);
		return this;
	}

	@Override
	public SpanEditor attribute(String key, boolean value) {
		this.attributes.setAttribute(AttributeKey.booleanKey(key), value);
		return this;
	}

}

package io.github.tracingstarter.instrument;

import io.github.tracingstarter.redaction.AttributeRedaction;
import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import org.jspecify.annotations.Nullable;

import org.springframework.util.StringUtils;

/**
 * The name and the attributes of an observation's span: those from its mapper, and those
 * that the application added to the observation.
 */
final class MappingConvention implements SpanConvention<Mapping<?>> {

	private static final String ERROR = "error";

	private final AttributeRedaction text;

	MappingConvention(AttributeRedaction text) {
		this.text = text;
	}

	@Override
	public String name(Mapping<?> mapping) {
		return mapping.name();
	}

	@Override
	public SpanKind kind(Mapping<?> mapping) {
		return mapping.kind();
	}

	@Override
	public void start(Mapping<?> mapping, SpanBuilder span) {
		if (!mapping.links.isEmpty()) {
			mapping.links.forEach(span::addLink);
		}
		mapping.describe(new DirectAttributes(span));
	}

	@Override
	public void end(Mapping<?> mapping, Span span, @Nullable Throwable error) {
		mapping.complete(span);
		add(mapping, mapping.context.getLowCardinalityKeyValues(), span);
		add(mapping, mapping.context.getHighCardinalityKeyValues(), span);
		String name = mapping.context.getContextualName();
		if (StringUtils.hasText(name) && !name.equals(mapping.replacedName())) {
			span.updateName(this.text.redactName(name));
		}
	}

	private void add(Mapping<?> mapping, KeyValues keyValues, Span span) {
		for (KeyValue keyValue : keyValues) {
			if (keyValue.getKey().equalsIgnoreCase(ERROR)) {
				Spans.fail(span, this.text.redact(ERROR, keyValue.getValue()));
			}
			else if (!mapping.mapper.isReplaced(keyValue.getKey())) {
				span.setAttribute(keyValue.getKey(), this.text.redact(keyValue.getKey(), keyValue.getValue()));
			}
		}
	}

}

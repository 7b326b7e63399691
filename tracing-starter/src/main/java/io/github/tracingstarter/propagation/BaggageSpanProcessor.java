package io.github.tracingstarter.propagation;

import java.util.List;

import io.opentelemetry.api.baggage.Baggage;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;

/**
 * Adds baggage fields as attributes to every span, regardless of its instrumentation.
 * Micrometer adds them only to the span that is current when a field is set.
 */
final class BaggageSpanProcessor implements SpanProcessor {

	private final List<AttributeKey<String>> fields;

	BaggageSpanProcessor(List<String> fields) {
		this.fields = fields.stream().map(AttributeKey::stringKey).toList();
	}

	@Override
	public void onStart(Context parentContext, ReadWriteSpan span) {
		Baggage baggage = Baggage.fromContext(parentContext);
		if (baggage.isEmpty()) {
			return;
		}
		for (AttributeKey<String> field : this.fields) {
			String value = BaggageFields.value(baggage, field.getKey());
			if (value != null) {
				span.setAttribute(field, value);
			}
		}
	}

	@Override
	public boolean isStartRequired() {
		return true;
	}

	@Override
	public void onEnd(ReadableSpan span) {
		// Not called: see isEndRequired.
	}

	@Override
	public boolean isEndRequired() {
		return false;
	}

}

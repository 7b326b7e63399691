package io.github.tracingstarter.propagation;

import java.util.List;

import io.micrometer.tracing.otel.bridge.EventPublishingContextWrapper.ScopeAttachedEvent;
import io.micrometer.tracing.otel.bridge.EventPublishingContextWrapper.ScopeRestoredEvent;
import io.micrometer.tracing.otel.bridge.Slf4JBaggageEventListener;
import io.opentelemetry.api.baggage.Baggage;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * Puts the fields of the current baggage into the MDC. Micrometer's listener adds a field
 * with the name that the caller wrote and removes it with the configured name, so a field
 * in another case stays on the thread. It also reads all baggage for each scope even if
 * no field is configured.
 */
final class BaggageCorrelation extends Slf4JBaggageEventListener {

	private final String[] fields;

	BaggageCorrelation(List<String> fields) {
		super(fields);
		this.fields = fields.toArray(String[]::new);
	}

	@Override
	public void onEvent(Object event) {
		if (this.fields.length == 0) {
			return;
		}
		// A closed scope has restored the enclosing one.
		if (event instanceof ScopeAttachedEvent attached) {
			show(attached.getBaggage());
		}
		else if (event instanceof ScopeRestoredEvent restored) {
			show(restored.getBaggage());
		}
	}

	private void show(@Nullable Baggage baggage) {
		for (String field : this.fields) {
			String value = (baggage != null) ? BaggageFields.value(baggage, field) : null;
			if (value != null) {
				MDC.put(field, value);
			}
			else if (MDC.get(field) != null) {
				MDC.remove(field);
			}
		}
	}

}

package io.github.tracingstarter.instrument;

import io.micrometer.observation.Observation;
import io.micrometer.tracing.handler.TracingObservationHandler.TracingContext;
import io.micrometer.tracing.otel.bridge.OtelSpan;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import org.jspecify.annotations.Nullable;

/**
 * Finds the trace of an observation, for code that holds observations rather than spans.
 */
public final class ObservedTrace {

	private ObservedTrace() {
	}

	/**
	 * Returns the context with the span of an observation.
	 * @param observation the observation
	 * @return the context, always the same object, or null if the observation has no span
	 */
	public static @Nullable Context of(Observation observation) {
		if (!(observation.getContextView() instanceof Observation.Context context)) {
			return null;
		}
		Mapping<?> mapping = context.get(Mapping.class);
		Context mapped = (mapping != null) ? mapping.trace : null;
		if (mapped != null) {
			return mapped;
		}
		Context known = context.get(ObservedTrace.class);
		if (known == null) {
			TracingContext tracing = context.get(TracingContext.class);
			Span span = (tracing != null && tracing.getSpan() instanceof OtelSpan current) ? OtelSpan.toOtel(current)
					: null;
			if (span == null) {
				return null;
			}
			known = Context.root().with(span);
			context.put(ObservedTrace.class, known);
		}
		return known;
	}

}

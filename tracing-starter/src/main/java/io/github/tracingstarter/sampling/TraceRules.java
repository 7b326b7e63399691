package io.github.tracingstarter.sampling;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import org.jspecify.annotations.Nullable;

/**
 * The application's own decisions on some of its traces.
 */
public interface TraceRules {

	/**
	 * No decisions.
	 */
	TraceRules NONE = new TraceRules() {

		@Override
		public boolean readStarts(SpanKind kind) {
			return false;
		}

		@Override
		public @Nullable Decision decide(Context parent, String traceId, SpanKind kind, String name,
				Attributes attributes) {
			return null;
		}

	};

	/**
	 * Returns whether the first span of a trace is described before the decision.
	 * @param kind the kind of the span
	 * @return false if no rule reads its attributes
	 */
	boolean readStarts(SpanKind kind);

	/**
	 * Decides on a trace that starts or arrives here.
	 * @param parent the context in which its first span in this application starts
	 * @param traceId the id of the trace
	 * @param kind the kind of the span
	 * @param name the name of the span
	 * @param attributes the attributes of the span
	 * @return the decision, which overrides the caller's, or null if there is none
	 */
	@Nullable Decision decide(Context parent, String traceId, SpanKind kind, String name, Attributes attributes);

}

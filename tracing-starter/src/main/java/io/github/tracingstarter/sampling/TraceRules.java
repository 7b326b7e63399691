package io.github.tracingstarter.sampling;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import org.jspecify.annotations.Nullable;

/**
 * What the application wants to be decided on some of its traces.
 */
public interface TraceRules {

	/**
	 * Where the application has said nothing.
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
	 * Returns whether the first span of a trace is described before it is decided on.
	 * @param kind the kind of the span
	 * @return false if no rule asks for its attributes
	 */
	boolean readStarts(SpanKind kind);

	/**
	 * Decides on a trace that begins here or comes in.
	 * @param parent the context in which its first span in this application starts
	 * @param traceId the trace
	 * @param kind the kind of the span
	 * @param name the name of the span
	 * @param attributes the attributes of the span
	 * @return the decision, whatever a caller says, or null if there is none
	 */
	@Nullable Decision decide(Context parent, String traceId, SpanKind kind, String name, Attributes attributes);

}

package io.github.tracingstarter.instrument.jedis;

import io.github.tracingstarter.instrument.Instrumenter;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;

/**
 * Creates the spans of commands.
 *
 * @param instrumenter starts and ends the spans
 * @param withoutParent whether a command outside any trace starts one
 */
record JedisTracer(Instrumenter<JedisCommand> instrumenter, boolean withoutParent) {

	boolean isWanted(Context parent) {
		return this.withoutParent || Span.fromContext(parent).getSpanContext().isValid();
	}

}

package io.github.tracingstarter.instrument.jedis;

import io.github.tracingstarter.instrument.Instrumenter;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;

/**
 * Makes the spans of commands.
 *
 * @param instrumenter starts and ends them
 * @param withoutParent whether a command outside any trace begins one
 */
record JedisTracer(Instrumenter<JedisCommand> instrumenter, boolean withoutParent) {

	boolean isWanted(Context parent) {
		return this.withoutParent || Span.fromContext(parent).getSpanContext().isValid();
	}

}

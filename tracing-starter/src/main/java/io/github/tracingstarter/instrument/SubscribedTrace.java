package io.github.tracingstarter.instrument;

import io.opentelemetry.context.Context;
import org.jspecify.annotations.Nullable;

/**
 * The trace of a span without an observation, in the context of a subscriber. Its class
 * is the key. An observation that is added to the context later, nearer to the source,
 * has a different trace.
 *
 * @param trace the trace
 * @param observation the observation that was in the context before, or null
 */
public record SubscribedTrace(Context trace, @Nullable Object observation) {

}

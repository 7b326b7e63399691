package io.github.tracingstarter.instrument.observation;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.handler.TracingObservationHandler.TracingContext;
import io.micrometer.tracing.otel.bridge.OtelSpan;
import io.opentelemetry.api.trace.Span;
import org.jspecify.annotations.Nullable;

/**
 * The registry that the Redis client sees. It asks for the current observation, to know
 * on its own threads where a command came from. Where there is none, since the span
 * around it was made without one, it gets one that stands for that span. So a command
 * belongs to its request, and one of a request that is not recorded is not recorded.
 */
final class RedisObservations implements ObservationRegistry {

	static final String NAME = "lettuce";

	private final ObservationRegistry registry;

	RedisObservations(ObservationRegistry registry) {
		this.registry = registry;
	}

	@Override
	public @Nullable Observation getCurrentObservation() {
		Observation current = this.registry.getCurrentObservation();
		return (current != null && !current.isNoop()) ? current : ofCurrentSpan(current);
	}

	private @Nullable Observation ofCurrentSpan(@Nullable Observation current) {
		Span span = Span.current();
		if (!span.getSpanContext().isValid()) {
			return current;
		}
		Observation.Context context = new Observation.Context();
		TracingContext tracing = new TracingContext();
		tracing.setSpan(OtelSpan.fromOtel(span));
		context.put(TracingContext.class, tracing);
		return Observation.createNotStarted("redis.caller", () -> context, this.registry);
	}

	@Override
	public Observation.@Nullable Scope getCurrentObservationScope() {
		return this.registry.getCurrentObservationScope();
	}

	@Override
	public void setCurrentObservationScope(Observation.@Nullable Scope current) {
		this.registry.setCurrentObservationScope(current);
	}

	@Override
	public ObservationConfig observationConfig() {
		return this.registry.observationConfig();
	}

	@Override
	public boolean isNoop() {
		return this.registry.isNoop();
	}

}

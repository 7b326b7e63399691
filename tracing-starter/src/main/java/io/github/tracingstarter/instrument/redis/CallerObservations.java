package io.github.tracingstarter.instrument.redis;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.handler.TracingObservationHandler.TracingContext;
import io.micrometer.tracing.otel.bridge.OtelSpan;
import io.opentelemetry.api.trace.Span;
import org.jspecify.annotations.Nullable;

/**
 * The registry that the Redis client uses. The client reads the current observation to
 * find the parent of a command on its own threads. If that is not the observation of the
 * current span, which may not have one, the client gets an observation that represents
 * the span. So a command is part of its request, and is not recorded if the request is
 * not.
 */
final class CallerObservations implements ObservationRegistry {

	private final ObservationRegistry registry;

	CallerObservations(ObservationRegistry registry) {
		this.registry = registry;
	}

	@Override
	public @Nullable Observation getCurrentObservation() {
		Observation current = this.registry.getCurrentObservation();
		Span span = Span.current();
		return (!span.getSpanContext().isValid() || isOf(current, span)) ? current : of(span);
	}

	private static boolean isOf(@Nullable Observation observation, Span span) {
		TracingContext tracing = (observation != null) ? observation.getContextView().get(TracingContext.class) : null;
		return tracing != null && tracing.getSpan() instanceof OtelSpan own
				&& OtelSpan.toOtel(own).getSpanContext().equals(span.getSpanContext());
	}

	private Observation of(Span span) {
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

package io.github.tracingstarter.instrument.observation;

import java.util.function.Predicate;

import io.micrometer.observation.Observation;
import io.micrometer.tracing.Span;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.handler.TracingObservationHandler;

import org.springframework.core.Ordered;

/**
 * Lets observations live for their metrics without a span. What happens within one hangs
 * below the span around it.
 */
final class SpanlessObservationHandler implements TracingObservationHandler<Observation.Context>, Ordered {

	private final Predicate<Observation.Context> claim;

	private final Tracer tracer;

	SpanlessObservationHandler(Predicate<Observation.Context> claim, Tracer tracer) {
		this.claim = claim;
		this.tracer = tracer;
	}

	@Override
	public boolean supportsContext(Observation.Context context) {
		return this.claim.test(context);
	}

	/**
	 * Before Boot's propagating handlers (1000 and 2000), which would start a span.
	 */
	@Override
	public int getOrder() {
		return 0;
	}

	@Override
	public Tracer getTracer() {
		return this.tracer;
	}

	/**
	 * The meter handlers expect a tracing context when they stop.
	 */
	@Override
	public void onStart(Observation.Context context) {
		Span around = getParentSpan(context);
		TracingContext tracing = getTracingContext(context);
		if (around != null) {
			tracing.setSpan(around);
		}
	}

	@Override
	public void onScopeOpened(Observation.Context context) {
		// The span around it is current, or is not, without it.
	}

	@Override
	public void onScopeClosed(Observation.Context context) {
	}

	@Override
	@SuppressWarnings("deprecation")
	public void onScopeReset(Observation.Context context) {
	}

	@Override
	public void onError(Observation.Context context) {
	}

	@Override
	public void onEvent(Observation.Event event, Observation.Context context) {
	}

}

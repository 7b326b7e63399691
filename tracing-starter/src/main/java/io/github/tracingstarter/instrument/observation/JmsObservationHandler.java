package io.github.tracingstarter.instrument.observation;

import io.micrometer.observation.Observation;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.handler.TracingObservationHandler;

import org.springframework.core.Ordered;

/**
 * Makes the spans of messages as Boot's handlers do, with a propagator of its own. It is
 * not of their type, as an application may ask for the one bean of that.
 *
 * @param <T> the observation context it claims
 */
final class JmsObservationHandler<T extends Observation.Context> implements TracingObservationHandler<T>, Ordered {

	private final Class<T> contextType;

	private final TracingObservationHandler<T> handler;

	JmsObservationHandler(Class<T> contextType, TracingObservationHandler<T> handler) {
		this.contextType = contextType;
		this.handler = handler;
	}

	@Override
	public boolean supportsContext(Observation.Context context) {
		return this.contextType.isInstance(context);
	}

	/**
	 * Before those of Boot (1000 and 2000), which would write names that JMS refuses.
	 */
	@Override
	public int getOrder() {
		return 0;
	}

	@Override
	public Tracer getTracer() {
		return this.handler.getTracer();
	}

	@Override
	public void onStart(T context) {
		this.handler.onStart(context);
	}

	@Override
	public void onError(T context) {
		this.handler.onError(context);
	}

	@Override
	public void onStop(T context) {
		this.handler.onStop(context);
	}

}

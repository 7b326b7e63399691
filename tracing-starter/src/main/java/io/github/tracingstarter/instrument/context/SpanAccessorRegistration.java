package io.github.tracingstarter.instrument.context;

import io.micrometer.context.ContextRegistry;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.contextpropagation.ObservationAwareSpanThreadLocalAccessor;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.SmartInitializingSingleton;

/**
 * Registers spans with Micrometer's context propagation. On its own it propagates
 * observations only, so {@code ContextPropagatingTaskDecorator} and
 * {@code ContextSnapshot} would lose a span that does not belong to an observation.
 */
class SpanAccessorRegistration implements SmartInitializingSingleton, DisposableBean {

	private final ObservationAwareSpanThreadLocalAccessor accessor;

	SpanAccessorRegistration(ObservationRegistry observations, Tracer tracer) {
		this.accessor = new ObservationAwareSpanThreadLocalAccessor(observations, tracer);
	}

	@Override
	public void afterSingletonsInstantiated() {
		ContextRegistry.getInstance().registerThreadLocalAccessor(this.accessor);
	}

	/**
	 * The registry outlives the application, unless another application has replaced the
	 * accessor.
	 */
	@Override
	public void destroy() {
		ContextRegistry registry = ContextRegistry.getInstance();
		if (registry.getThreadLocalAccessors().contains(this.accessor)) {
			// By a String: what Spring Boot 4.0.0 brings has no method for other objects.
			registry.removeThreadLocalAccessor(ObservationAwareSpanThreadLocalAccessor.KEY);
		}
	}

}

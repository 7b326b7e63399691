package io.github.tracingstarter.instrument.context;

import io.micrometer.context.ContextRegistry;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.contextpropagation.ObservationAwareSpanThreadLocalAccessor;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.SmartInitializingSingleton;

/**
 * Registers spans with Micrometer's context propagation. By itself it propagates only
 * observations, so {@code ContextPropagatingTaskDecorator} and {@code ContextSnapshot}
 * would lose a span that is not part of an observation.
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
	 * Removes the accessor, unless another application has replaced it, because the
	 * registry outlives the application.
	 */
	@Override
	public void destroy() {
		ContextRegistry registry = ContextRegistry.getInstance();
		if (registry.getThreadLocalAccessors().contains(this.accessor)) {
			// By a string key, because the version that Spring Boot 4.0.0 brings has no
			// method for other keys.
			registry.removeThreadLocalAccessor(ObservationAwareSpanThreadLocalAccessor.KEY);
		}
	}

}

package io.github.tracingstarter.propagation;

import io.micrometer.tracing.otel.bridge.Slf4JBaggageEventListener;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.micrometer.tracing.autoconfigure.TracingProperties;

/**
 * Passes the configured baggage fields to Boot and Micrometer, and replaces Boot's
 * listener that puts them into the MDC. The application's own listeners remain.
 */
final class BaggagePostProcessor implements BeanPostProcessor {

	private static final String BOOTS_LISTENER = "otelSlf4JBaggageEventListener";

	private final ObjectProvider<BaggageProperties> properties;

	private final ObjectProvider<TracingProperties> boots;

	BaggagePostProcessor(ObjectProvider<BaggageProperties> properties, ObjectProvider<TracingProperties> boots) {
		this.properties = properties;
		this.boots = boots;
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (bean instanceof TracingProperties boots) {
			configure(boots.getBaggage(), this.properties.getObject());
		}
		if (bean.getClass() == Slf4JBaggageEventListener.class && beanName.equals(BOOTS_LISTENER)) {
			return new BaggageCorrelation(this.boots.getObject().getBaggage().getCorrelation().getFields());
		}
		return bean;
	}

	private static void configure(TracingProperties.Baggage boots, BaggageProperties ours) {
		if (ours.remoteFields() != null) {
			boots.setRemoteFields(ours.remoteFields());
		}
		if (ours.tagFields() != null) {
			boots.setTagFields(ours.tagFields());
		}
		if (ours.correlationFields() != null) {
			boots.getCorrelation().setFields(ours.correlationFields());
		}
	}

}

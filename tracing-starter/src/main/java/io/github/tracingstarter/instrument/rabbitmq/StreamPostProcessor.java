package io.github.tracingstarter.instrument.rabbitmq;

import io.github.tracingstarter.instrument.PrivateField;
import io.github.tracingstarter.instrument.SpanObservations;
import io.github.tracingstarter.instrument.Spans;
import io.github.tracingstarter.report.TracingReport;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;

import org.springframework.amqp.rabbit.config.ContainerCustomizer;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.env.Environment;
import org.springframework.rabbit.stream.config.StreamRabbitListenerContainerFactory;
import org.springframework.rabbit.stream.listener.StreamListenerContainer;
import org.springframework.rabbit.stream.producer.RabbitStreamTemplate;

/**
 * Enables the observation of templates and listeners of streams.
 */
final class StreamPostProcessor extends RabbitPostProcessor {

	private static final PrivateField<ObservationRegistry> REGISTRY = PrivateField.of(RabbitStreamTemplate.class,
			"observationRegistry", ObservationRegistry.class);

	private static final PrivateField<Object> CUSTOMIZER = PrivateField.of(StreamRabbitListenerContainerFactory.class,
			"containerCustomizer", Object.class);

	StreamPostProcessor(ObjectProvider<SpanObservations> observations, ObjectProvider<Spans> spans,
			ObjectProvider<RabbitTracingProperties> properties, ObjectProvider<TracingReport> report,
			ObjectProvider<Environment> environment) {
		super(observations, spans, properties, report, environment);
	}

	@Override
	boolean supports(Object bean) {
		return bean instanceof RabbitStreamTemplate || bean instanceof StreamRabbitListenerContainerFactory
				|| bean instanceof StreamListenerContainer;
	}

	@Override
	@Nullable String key(Object bean) {
		return (bean instanceof RabbitStreamTemplate) ? null : "spring.rabbitmq.listener.stream.observation-enabled";
	}

	/**
	 * A template that the application observes replaces the registry when it first sends.
	 */
	@Override
	@SuppressWarnings("unchecked")
	void observe(Object bean, RabbitObservation observation) {
		if (bean instanceof RabbitStreamTemplate template) {
			if (REGISTRY.get(template) == null) {
				REGISTRY.set(template, observation.registry());
			}
		}
		else if (bean instanceof StreamRabbitListenerContainerFactory factory && CUSTOMIZER.isPresent()) {
			factory.setContainerCustomizer(
					(ContainerCustomizer<StreamListenerContainer>) observation.customizer(CUSTOMIZER.get(factory)));
		}
		else if (bean instanceof StreamListenerContainer container) {
			observation.observe(container);
		}
	}

}

package io.github.tracingstarter.instrument.kafka;

import io.github.tracingstarter.instrument.BeanTracing;
import io.github.tracingstarter.instrument.PrivateField;
import io.github.tracingstarter.instrument.SpanObservations;
import io.github.tracingstarter.report.TracingReport;
import io.micrometer.observation.ObservationRegistry;

import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;
import org.springframework.kafka.config.AbstractKafkaListenerContainerFactory;
import org.springframework.kafka.config.ContainerCustomizer;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.listener.AbstractMessageListenerContainer;
import org.springframework.kafka.listener.ContainerProperties;

/**
 * Enables the observation of all templates and listeners that are not observed yet. They
 * get a registry that creates only spans, because {@code observation-enabled} would
 * replace the application's timers and ask the broker for its name before the first
 * message.
 */
final class KafkaPostProcessor implements BeanPostProcessor, Ordered {

	static final String TEMPLATE_KEY = "spring.kafka.template.observation-enabled";

	static final String LISTENER_KEY = "spring.kafka.listener.observation-enabled";

	private static final PrivateField<Object> OBSERVATION_ENABLED = PrivateField.of(KafkaTemplate.class,
			"observationEnabled", Object.class);

	@SuppressWarnings("rawtypes")
	private static final PrivateField<ContainerCustomizer> CONTAINER_CUSTOMIZER = PrivateField
		.of(AbstractKafkaListenerContainerFactory.class, "containerCustomizer", ContainerCustomizer.class);

	private final ObjectProvider<SpanObservations> observations;

	private final ObjectProvider<KafkaTracingProperties> properties;

	private final BeanTracing beans;

	private final ObjectProvider<Environment> environment;

	KafkaPostProcessor(ObjectProvider<SpanObservations> observations, ObjectProvider<KafkaTracingProperties> properties,
			ObjectProvider<TracingReport> report, ObjectProvider<Environment> environment) {
		this.observations = observations;
		this.properties = properties;
		this.beans = new BeanTracing("Kafka", "The messages", report);
		this.environment = environment;
	}

	/**
	 * Runs after the application's post-processors, which may enable observations.
	 */
	@Override
	public int getOrder() {
		return Ordered.LOWEST_PRECEDENCE;
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (bean instanceof KafkaTemplate<?, ?> || bean instanceof AbstractKafkaListenerContainerFactory<?, ?, ?>
				|| bean instanceof AbstractMessageListenerContainer<?, ?>) {
			Object target = AopProxyUtils.getSingletonTarget(bean);
			this.beans.change(beanName, () -> trace((target != null) ? target : bean, beanName));
		}
		return bean;
	}

	private void trace(Object bean, String beanName) {
		if (!this.properties.getObject().enabled()) {
			return;
		}
		String key = (bean instanceof KafkaTemplate<?, ?>) ? TEMPLATE_KEY : LISTENER_KEY;
		String subject = "%s (%s)".formatted(beanName, bean.getClass().getSimpleName());
		if (this.environment.getObject().getProperty(key, Boolean.class, true)) {
			observe(bean, this.observations.getObject().registry());
			this.beans.traced(subject);
		}
		else {
			this.beans.leftAlone(subject, key + " is false");
		}
	}

	private static void observe(Object bean, ObservationRegistry registry) {
		if (bean instanceof KafkaTemplate<?, ?> template) {
			if (Boolean.FALSE.equals(OBSERVATION_ENABLED.get(template))) {
				template.setObservationRegistry(registry);
			}
		}
		else if (bean instanceof AbstractKafkaListenerContainerFactory<?, ?, ?> factory) {
			observe(factory.getContainerProperties(), registry);
			customize(factory, registry);
		}
		else if (bean instanceof AbstractMessageListenerContainer<?, ?> container) {
			observe(container.getContainerProperties(), registry);
			BatchTracing.advise(container, registry);
		}
	}

	private static void observe(ContainerProperties properties, ObservationRegistry registry) {
		if (!properties.isObservationEnabled() && properties.getObservationRegistry().isNoop()) {
			properties.setObservationRegistry(registry);
		}
	}

	/**
	 * Registers a customizer that the factory calls for each container, after the
	 * application's own.
	 */
	@SuppressWarnings("unchecked")
	private static <K, V, C extends AbstractMessageListenerContainer<K, V>> void customize(
			AbstractKafkaListenerContainerFactory<C, K, V> factory, ObservationRegistry registry) {
		if (CONTAINER_CUSTOMIZER.isPresent()) {
			ContainerCustomizer<K, V, C> present = CONTAINER_CUSTOMIZER.get(factory);
			factory.setContainerCustomizer((container) -> {
				if (present != null) {
					present.configure(container);
				}
				BatchTracing.advise(container, registry);
			});
		}
	}

}

package io.github.tracingstarter.instrument.rabbitmq;

import io.github.tracingstarter.instrument.BeanTracing;
import io.github.tracingstarter.instrument.SpanObservations;
import io.github.tracingstarter.instrument.Spans;
import io.github.tracingstarter.report.TracingReport;
import org.jspecify.annotations.Nullable;

import org.springframework.amqp.rabbit.AsyncRabbitTemplate;
import org.springframework.amqp.rabbit.config.AbstractRabbitListenerContainerFactory;
import org.springframework.amqp.rabbit.config.DirectRabbitListenerContainerFactory;
import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.amqp.rabbit.listener.AbstractMessageListenerContainer;
import org.springframework.amqp.rabbit.listener.DirectMessageListenerContainer;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;

/**
 * Enables the observation of all templates and listeners that are not observed yet. They
 * get a registry that creates only spans, because {@code observation-enabled} would
 * replace the application's timers. Connection factories, by which transactions are
 * keyed, are left alone.
 */
class RabbitPostProcessor implements BeanPostProcessor, Ordered {

	static final String TEMPLATE_KEY = "spring.rabbitmq.template.observation-enabled";

	private final ObjectProvider<SpanObservations> observations;

	private final ObjectProvider<Spans> spans;

	private final ObjectProvider<RabbitTracingProperties> properties;

	private final BeanTracing beans;

	private final ObjectProvider<Environment> environment;

	private volatile @Nullable RabbitObservation observation;

	RabbitPostProcessor(ObjectProvider<SpanObservations> observations, ObjectProvider<Spans> spans,
			ObjectProvider<RabbitTracingProperties> properties, ObjectProvider<TracingReport> report,
			ObjectProvider<Environment> environment) {
		this.observations = observations;
		this.spans = spans;
		this.properties = properties;
		this.beans = new BeanTracing("RabbitMQ", "The messages", report);
		this.environment = environment;
	}

	@Override
	public int getOrder() {
		return Ordered.LOWEST_PRECEDENCE;
	}

	/**
	 * Runs before initialization, because a listener container then creates the proxy
	 * with its advice.
	 */
	@Override
	public Object postProcessBeforeInitialization(Object bean, String beanName) {
		if (supports(bean)) {
			this.beans.change(beanName, () -> trace(bean, beanName));
		}
		return bean;
	}

	boolean supports(Object bean) {
		return bean instanceof RabbitTemplate || bean instanceof AsyncRabbitTemplate
				|| bean instanceof AbstractRabbitListenerContainerFactory<?>
				|| bean instanceof AbstractMessageListenerContainer;
	}

	private void trace(Object bean, String beanName) {
		if (!this.properties.getObject().enabled()) {
			return;
		}
		String subject = "%s (%s)".formatted(beanName, bean.getClass().getSimpleName());
		String reason = reason(bean);
		if (reason != null) {
			this.beans.leftAlone(subject, reason);
			return;
		}
		observe(bean, observation());
		this.beans.traced(subject);
	}

	private @Nullable String reason(Object bean) {
		String key = key(bean);
		if (key != null && !this.environment.getObject().getProperty(key, Boolean.class, true)) {
			return key + " is false";
		}
		return RabbitObservation.isPossible() ? null : "this version of Spring AMQP is not known";
	}

	/**
	 * Returns the key with which the application switches observations on and off.
	 * @param bean a template, container or factory
	 * @return the key, or null if there is none
	 */
	@Nullable String key(Object bean) {
		if (bean instanceof RabbitTemplate || bean instanceof AsyncRabbitTemplate) {
			return TEMPLATE_KEY;
		}
		boolean direct = bean instanceof DirectMessageListenerContainer
				|| bean instanceof DirectRabbitListenerContainerFactory;
		return "spring.rabbitmq.listener.%s.observation-enabled".formatted(direct ? "direct" : "simple");
	}

	private RabbitObservation observation() {
		RabbitObservation observation = this.observation;
		if (observation == null) {
			observation = new RabbitObservation(this.observations.getObject().registry(), this.spans.getObject());
			this.observation = observation;
		}
		return observation;
	}

	void observe(Object bean, RabbitObservation observation) {
		if (bean instanceof RabbitTemplate template) {
			observation.observe(template);
		}
		else if (bean instanceof AsyncRabbitTemplate template) {
			observation.observe(template);
		}
		else if (bean instanceof AbstractRabbitListenerContainerFactory<?> factory) {
			observation.observe(factory);
		}
		else if (bean instanceof AbstractMessageListenerContainer container) {
			observation.observe(container);
		}
	}

}

package io.github.tracingstarter.instrument.rabbitmq;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.Stream;

import io.github.tracingstarter.instrument.PrivateField;
import io.github.tracingstarter.instrument.Spans;
import io.micrometer.observation.ObservationRegistry;
import org.aopalliance.aop.Advice;
import org.jspecify.annotations.Nullable;

import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessagePostProcessor;
import org.springframework.amqp.rabbit.AsyncRabbitTemplate;
import org.springframework.amqp.rabbit.config.AbstractRabbitListenerContainerFactory;
import org.springframework.amqp.rabbit.config.ContainerCustomizer;
import org.springframework.amqp.rabbit.connection.RabbitAccessor;
import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.amqp.rabbit.listener.AbstractMessageListenerContainer;
import org.springframework.amqp.rabbit.listener.SimpleMessageListenerContainer;
import org.springframework.amqp.rabbit.listener.adapter.AbstractAdaptableMessageListener;
import org.springframework.aop.support.AopUtils;

/**
 * Enables the observations of templates and listeners. It replaces only the no-op
 * registry, so a registry that the application enables, which Spring looks up later,
 * wins.
 */
final class RabbitObservation {

	private static final PrivateField<ObservationRegistry> REGISTRY = PrivateField.of(RabbitAccessor.class,
			"observationRegistry", ObservationRegistry.class);

	private static final PrivateField<Object> ADVICE_CHAIN = PrivateField.of(AbstractMessageListenerContainer.class,
			"adviceChain", Object.class);

	private static final PrivateField<Object> CUSTOMIZER = PrivateField.of(AbstractRabbitListenerContainerFactory.class,
			"containerCustomizer", Object.class);

	private static final PrivateField<Object> REPLY_POST_PROCESSOR = PrivateField
		.of(AbstractAdaptableMessageListener.class, "replyPostProcessor", Object.class);

	private static final List<PrivateField<Object>> REPLIES = Stream.of("container", "directReplyToContainer")
		.map((name) -> PrivateField.of(AsyncRabbitTemplate.class, name, Object.class))
		.toList();

	private final ObservationRegistry registry;

	private final Spans spans;

	RabbitObservation(ObservationRegistry registry, Spans spans) {
		this.registry = registry;
		this.spans = spans;
	}

	ObservationRegistry registry() {
		return this.registry;
	}

	static boolean isPossible() {
		return REGISTRY.isPresent();
	}

	/**
	 * Observes a template or a listener.
	 */
	void observe(RabbitAccessor accessor) {
		if (REGISTRY.get(accessor) == ObservationRegistry.NOOP) {
			REGISTRY.set(accessor, this.registry);
		}
		if (accessor instanceof AbstractMessageListenerContainer container) {
			observeBatches(container);
			observeReplies(container);
		}
		else if (accessor instanceof RabbitTemplate template) {
			observeReceived(template);
		}
	}

	private void observeReceived(RabbitTemplate template) {
		Collection<MessagePostProcessor> present = template.getAfterReceivePostProcessors();
		if (present == null || present.stream().noneMatch(ReceivedMessages.class::isInstance)) {
			template.addAfterReceivePostProcessors(new ReceivedMessages(template, this.spans));
		}
	}

	/**
	 * Observes a template including its replies, so that their handling is part of the
	 * trace.
	 */
	void observe(AsyncRabbitTemplate template) {
		observe(template.getRabbitTemplate());
		for (PrivateField<Object> replies : REPLIES) {
			if (replies.get(template) instanceof AbstractMessageListenerContainer container) {
				observe(container);
			}
		}
	}

	/**
	 * Registers a customizer that the factory calls for each container, after the
	 * application's own. The customizer is a proxy, because its method has a parameter of
	 * a different type before Spring AMQP 4.1.
	 */
	@SuppressWarnings("unchecked")
	<C extends AbstractMessageListenerContainer> void observe(AbstractRabbitListenerContainerFactory<C> factory) {
		if (CUSTOMIZER.isPresent()) {
			factory.setContainerCustomizer((ContainerCustomizer<C>) customizer(CUSTOMIZER.get(factory)));
		}
	}

	/**
	 * Returns a customizer of containers.
	 * @param present the application's own, or null
	 * @return the customizer, which calls it first
	 */
	ContainerCustomizer<?> customizer(@Nullable Object present) {
		return (ContainerCustomizer<?>) Proxy.newProxyInstance(ContainerCustomizer.class.getClassLoader(),
				new Class<?>[] { ContainerCustomizer.class },
				(proxy, method, arguments) -> customize(present, method, arguments));
	}

	private @Nullable Object customize(@Nullable Object present, Method method, Object[] arguments) throws Throwable {
		if (method.getDeclaringClass() == Object.class) {
			return method.invoke(this, arguments);
		}
		if (present != null) {
			AopUtils.invokeJoinpointUsingReflection(present, method, arguments);
		}
		if (arguments[0] instanceof RabbitAccessor container) {
			observe(container);
		}
		return null;
	}

	private void observeBatches(AbstractMessageListenerContainer container) {
		if (container instanceof SimpleMessageListenerContainer simple && simple.isConsumerBatchEnabled()
				&& ADVICE_CHAIN.get(container) instanceof Advice[] present
				&& Arrays.stream(present).noneMatch(BatchTracing.class::isInstance)) {
			container.setAdviceChain(Stream.concat(Stream.of(new BatchTracing(this.registry)), Arrays.stream(present))
				.toArray(Advice[]::new));
		}
	}

	@SuppressWarnings("unchecked")
	private void observeReplies(AbstractMessageListenerContainer container) {
		if (container.getMessageListener() instanceof AbstractAdaptableMessageListener listener) {
			Object present = REPLY_POST_PROCESSOR.get(listener);
			if (!(present instanceof ReplyPropagation)) {
				REPLY_POST_PROCESSOR.set(listener,
						new ReplyPropagation(this.spans, (BiFunction<Message, Message, Message>) present));
			}
		}
	}

}

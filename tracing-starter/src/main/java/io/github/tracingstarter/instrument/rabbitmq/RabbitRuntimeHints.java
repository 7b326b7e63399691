package io.github.tracingstarter.instrument.rabbitmq;

import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.amqp.rabbit.AsyncRabbitTemplate;
import org.springframework.amqp.rabbit.config.AbstractRabbitListenerContainerFactory;
import org.springframework.amqp.rabbit.config.ContainerCustomizer;
import org.springframework.amqp.rabbit.connection.RabbitAccessor;
import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.amqp.rabbit.listener.AbstractMessageListenerContainer;
import org.springframework.amqp.rabbit.listener.adapter.AbstractAdaptableMessageListener;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;

/**
 * Runtime hints for {@link RabbitObservation} in a native image.
 */
class RabbitRuntimeHints implements RuntimeHintsRegistrar {

	@Override
	public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
		Stream
			.of(RabbitAccessor.class, AbstractMessageListenerContainer.class,
					AbstractRabbitListenerContainerFactory.class, AbstractAdaptableMessageListener.class,
					AsyncRabbitTemplate.class, RabbitTemplate.class)
			.forEach((type) -> hints.reflection().registerType(type, MemberCategory.ACCESS_DECLARED_FIELDS));
		hints.proxies().registerJdkProxy(ContainerCustomizer.class);
	}

}

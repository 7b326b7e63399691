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
import org.springframework.aot.hint.TypeReference;

/**
 * Runtime hints for {@link RabbitObservation} in a native image.
 */
class RabbitRuntimeHints implements RuntimeHintsRegistrar {

	/**
	 * Of libraries that may be missing.
	 */
	private static final String[] STREAM_TYPES = { "org.springframework.rabbit.stream.producer.RabbitStreamTemplate",
			"org.springframework.rabbit.stream.config.StreamRabbitListenerContainerFactory",
			"com.rabbitmq.stream.codec.QpidProtonCodec$QpidProtonAmqpMessageWrapper" };

	@Override
	public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
		Stream
			.of(RabbitAccessor.class, AbstractMessageListenerContainer.class,
					AbstractRabbitListenerContainerFactory.class, AbstractAdaptableMessageListener.class,
					AsyncRabbitTemplate.class, RabbitTemplate.class)
			.forEach((type) -> hints.reflection().registerType(type, MemberCategory.ACCESS_DECLARED_FIELDS));
		for (String type : STREAM_TYPES) {
			hints.reflection().registerType(TypeReference.of(type), MemberCategory.ACCESS_DECLARED_FIELDS);
		}
		hints.proxies().registerJdkProxy(ContainerCustomizer.class);
	}

}

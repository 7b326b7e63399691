package io.github.tracingstarter.instrument.kafka;

import io.github.tracingstarter.instrument.PrivateField;
import io.github.tracingstarter.report.FailureLog;
import io.micrometer.observation.ObservationRegistry;
import org.apache.commons.logging.LogFactory;

import org.springframework.cloud.stream.binder.AbstractMessageChannelBinder;
import org.springframework.cloud.stream.binder.Binder;
import org.springframework.cloud.stream.binder.DefaultBinderFactory;
import org.springframework.cloud.stream.config.ConsumerEndpointCustomizer;
import org.springframework.cloud.stream.config.ProducerMessageHandlerCustomizer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.integration.core.MessageProducer;
import org.springframework.integration.kafka.inbound.KafkaMessageDrivenChannelAdapter;
import org.springframework.integration.kafka.inbound.KafkaMessageDrivenChannelAdapter.ListenerMode;
import org.springframework.integration.kafka.outbound.KafkaProducerMessageHandler;
import org.springframework.kafka.listener.AbstractMessageListenerContainer;
import org.springframework.messaging.MessageHandler;

/**
 * Traces the templates and containers that Spring Cloud Stream creates for its bindings.
 * They are not beans, so the binder has to pass each of them on, after the customizers of
 * the application.
 */
final class BinderTracing implements DefaultBinderFactory.Listener {

	@SuppressWarnings("rawtypes")
	private static final PrivateField<ProducerMessageHandlerCustomizer> HANDLERS = PrivateField
		.of(AbstractMessageChannelBinder.class, "handlerCustomizer", ProducerMessageHandlerCustomizer.class);

	@SuppressWarnings("rawtypes")
	private static final PrivateField<ConsumerEndpointCustomizer> ENDPOINTS = PrivateField
		.of(AbstractMessageChannelBinder.class, "consumerCustomizer", ConsumerEndpointCustomizer.class);

	@SuppressWarnings("rawtypes")
	private static final PrivateField<AbstractMessageListenerContainer> CONTAINER = PrivateField
		.of(KafkaMessageDrivenChannelAdapter.class, "messageListenerContainer", AbstractMessageListenerContainer.class);

	private static final PrivateField<ListenerMode> MODE = PrivateField.of(KafkaMessageDrivenChannelAdapter.class,
			"mode", ListenerMode.class);

	private final FailureLog failures = new FailureLog(LogFactory.getLog(BinderTracing.class),
			"A binding of Spring Cloud Stream could not be traced. Its messages are not affected.");

	private final KafkaPostProcessor beans;

	BinderTracing(KafkaPostProcessor beans) {
		this.beans = beans;
	}

	@Override
	public void afterBinderContextInitialized(String configurationName, ConfigurableApplicationContext binderContext) {
		this.failures.guard(() -> {
			if (HANDLERS.isPresent() && ENDPOINTS.isPresent()
					&& binderContext.getBean(Binder.class) instanceof AbstractMessageChannelBinder<?, ?, ?> binder) {
				traceSent(binder);
				traceReceived(binder);
			}
		});
	}

	@SuppressWarnings("unchecked")
	private void traceSent(AbstractMessageChannelBinder<?, ?, ?> binder) {
		ProducerMessageHandlerCustomizer<MessageHandler> present = HANDLERS.get(binder);
		binder.setProducerMessageHandlerCustomizer((MessageHandler handler, String destination) -> {
			if (present != null) {
				present.configure(handler, destination);
			}
			this.failures.guard(() -> trace(handler, destination));
		});
	}

	private void trace(MessageHandler handler, String destination) {
		if (handler instanceof KafkaProducerMessageHandler<?, ?> kafka) {
			this.beans.postProcessAfterInitialization(kafka.getKafkaTemplate(), destination);
		}
	}

	@SuppressWarnings("unchecked")
	private void traceReceived(AbstractMessageChannelBinder<?, ?, ?> binder) {
		ConsumerEndpointCustomizer<MessageProducer> present = ENDPOINTS.get(binder);
		binder.setConsumerEndpointCustomizer((MessageProducer endpoint, String destination, String group) -> {
			if (present != null) {
				present.configure(endpoint, destination, group);
			}
			this.failures.guard(() -> trace(endpoint, destination));
		});
	}

	/**
	 * The container does not have its listener yet.
	 */
	private void trace(MessageProducer endpoint, String destination) {
		if (endpoint instanceof KafkaMessageDrivenChannelAdapter<?, ?> adapter) {
			AbstractMessageListenerContainer<?, ?> container = CONTAINER.get(adapter);
			if (container != null) {
				this.beans.postProcessAfterInitialization(container, destination);
				ObservationRegistry registry = container.getContainerProperties().getObservationRegistry();
				if (MODE.get(adapter) == ListenerMode.batch && !registry.isNoop()) {
					BatchTracing.adviseBatches(container, registry);
				}
			}
		}
	}

}

package io.github.tracingstarter.instrument.kafka;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import io.github.tracingstarter.report.FailureLog;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import org.aopalliance.aop.Advice;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.apache.commons.logging.LogFactory;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

import org.springframework.kafka.listener.AbstractMessageListenerContainer;
import org.springframework.kafka.listener.BatchMessageListener;
import org.springframework.kafka.listener.ContainerProperties;
import org.springframework.kafka.support.micrometer.KafkaRecordReceiverContext;

/**
 * Observes each call of a listener that processes messages together, which Spring Kafka
 * does not do before 4.2. It is advice around the listener rather than a batch
 * interceptor, because a batch interceptor is not called when a batch is redelivered, and
 * the application may have its own.
 */
final class BatchTracing implements MethodInterceptor {

	private static final String NAME = "spring.kafka.listener";

	private static final FailureLog failures = new FailureLog(LogFactory.getLog(BatchTracing.class),
			"A batch of Kafka messages could not be traced. The listener is not affected.");

	private final ObservationRegistry registry;

	private final @Nullable String groupId;

	private BatchTracing(ObservationRegistry registry, @Nullable String groupId) {
		this.registry = registry;
		this.groupId = groupId;
	}

	/**
	 * Advises the listener of a container, if it processes messages together and Spring
	 * Kafka does not observe each of them.
	 * @param container the container
	 * @param registry the registry of the observations
	 */
	static void advise(AbstractMessageListenerContainer<?, ?> container, ObservationRegistry registry) {
		if (container.getContainerProperties().getMessageListener() instanceof BatchMessageListener<?, ?>) {
			adviseBatches(container, registry);
		}
	}

	/**
	 * Advises the listener of a container that processes messages together, also if the
	 * container gets its listener later.
	 * @param container the container
	 * @param registry the registry of the observations
	 */
	static void adviseBatches(AbstractMessageListenerContainer<?, ?> container, ObservationRegistry registry) {
		ContainerProperties properties = container.getContainerProperties();
		Advice[] present = properties.getAdviceChain();
		if (!(properties.isObservationEnabled() && properties.isRecordObservationsInBatch())
				&& Arrays.stream(present).noneMatch(BatchTracing.class::isInstance)) {
			BatchTracing tracing = new BatchTracing(registry, container.getGroupId());
			try {
				properties
					.setAdviceChain(Stream.concat(Stream.of(tracing), Arrays.stream(present)).toArray(Advice[]::new));
			}
			catch (RuntimeException | LinkageError ex) {
				// For example in a native image without hints for a proxy of the
				// listener.
				properties.setAdviceChain(present);
				failures.log(ex);
			}
		}
	}

	@Override
	public @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
		List<ConsumerRecord<?, ?>> messages = messages(invocation);
		if (messages.isEmpty() || isObserved()) {
			return invocation.proceed();
		}
		return Observation.createNotStarted(NAME, () -> new KafkaBatchContext(messages, this.groupId), this.registry)
			.observeChecked(invocation::proceed);
	}

	/**
	 * Returns the messages. A listener gets a list or the polled records.
	 */
	private static List<ConsumerRecord<?, ?>> messages(MethodInvocation invocation) {
		List<ConsumerRecord<?, ?>> messages = new ArrayList<>();
		Object[] arguments = invocation.getArguments();
		if (invocation.getMethod().getName().equals("onMessage") && arguments.length > 0
				&& arguments[0] instanceof Iterable<?> all) {
			for (Object message : all) {
				if (message instanceof ConsumerRecord<?, ?> consumerRecord) {
					messages.add(consumerRecord);
				}
			}
		}
		return messages;
	}

	/**
	 * Returns whether Spring Kafka itself observes the call, as it does since 4.2.
	 */
	private boolean isObserved() {
		Observation current = this.registry.getCurrentObservation();
		return current != null && current.getContextView() instanceof KafkaRecordReceiverContext;
	}

}

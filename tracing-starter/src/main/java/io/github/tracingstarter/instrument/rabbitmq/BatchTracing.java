package io.github.tracingstarter.instrument.rabbitmq;

import java.util.List;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

import org.springframework.amqp.core.Message;
import org.springframework.amqp.rabbit.support.micrometer.RabbitMessageReceiverContext;

/**
 * Observes each call of a listener that processes messages together, which Spring does
 * not do.
 */
final class BatchTracing implements MethodInterceptor {

	private static final String NAME = "spring.rabbit.listener";

	private final ObservationRegistry registry;

	BatchTracing(ObservationRegistry registry) {
		this.registry = registry;
	}

	@Override
	public @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
		Object[] arguments = invocation.getArguments();
		List<Message> messages = (arguments.length > 1 && arguments[1] instanceof List<?> all)
				? all.stream().filter(Message.class::isInstance).map(Message.class::cast).toList() : List.of();
		if (messages.isEmpty() || isObserved()) {
			return invocation.proceed();
		}
		return Observation.createNotStarted(NAME, () -> new RabbitBatchContext(messages), this.registry)
			.observeChecked(invocation::proceed);
	}

	/**
	 * Returns whether Spring itself observes the call.
	 */
	private boolean isObserved() {
		Observation current = this.registry.getCurrentObservation();
		return current != null && current.getContextView() instanceof RabbitMessageReceiverContext;
	}

}

package io.github.tracingstarter.instrument.reactor;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.CorePublisher;
import reactor.core.CoreSubscriber;
import reactor.core.Scannable;
import reactor.core.publisher.ConnectableFlux;
import reactor.core.publisher.Flux;
import reactor.core.publisher.GroupedFlux;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;

import org.springframework.util.ClassUtils;

/**
 * A source that is not assembled, so that the hook does not see it: a sink, or a
 * publisher of a server or driver. It calls the operator on top of it on whatever thread,
 * in whatever trace. So the subscriber of that operator is traced when it subscribes. It
 * can be had by a method only that is not public; without it, the trace begins behind the
 * operator.
 */
final class ForeignSource {

	private static final String OPERATOR = "reactor.core.publisher.OptimizableOperator";

	private static final @Nullable Class<?> TYPE = ClassUtils.isPresent(OPERATOR, Flux.class.getClassLoader())
			? ClassUtils.resolveClassName(OPERATOR, Flux.class.getClassLoader()) : null;

	private static final @Nullable MethodHandle SUBSCRIBE_OR_RETURN = find();

	private static final ClassValue<Boolean> FOREIGN = new ClassValue<>() {

		@Override
		protected Boolean computeValue(Class<?> type) {
			String name = type.getName();
			if (name.startsWith("reactor.core.publisher.")) {
				return type.getSimpleName().startsWith("Sink") || type.getSimpleName().endsWith("Processor");
			}
			return type.getPackage() != ForeignSource.class.getPackage();
		}

	};

	private ForeignSource() {
	}

	private static @Nullable MethodHandle find() {
		try {
			return (TYPE != null) ? MethodHandles.privateLookupIn(TYPE, MethodHandles.lookup())
				.findVirtual(TYPE, "subscribeOrReturn",
						MethodType.methodType(CoreSubscriber.class, CoreSubscriber.class))
				.asType(MethodType.methodType(Object.class, Object.class, CoreSubscriber.class)) : null;
		}
		catch (ReflectiveOperationException | RuntimeException ex) {
			return null;
		}
	}

	/**
	 * Has an operator subscribe to its source in the trace of its own subscriber.
	 * Reactor's automatic propagation does so by itself.
	 * @param operator the operator
	 * @return the same where the source is an operator as well
	 */
	static Publisher<Object> bridge(Publisher<Object> operator) {
		if (SUBSCRIBE_OR_RETURN == null || TYPE == null || !TYPE.isInstance(operator)
				|| !(operator instanceof Scannable scannable)
				|| !(scannable.scanUnsafe(Scannable.Attr.PARENT) instanceof CorePublisher<?> source)
				|| !FOREIGN.get(source.getClass()) || Hooks.isAutomaticContextPropagationEnabled()) {
			return operator;
		}
		if (operator instanceof Mono<Object> mono) {
			return new BridgedMono<>(mono, source);
		}
		return (operator instanceof Flux<Object> flux
				&& !(operator instanceof ConnectableFlux || operator instanceof GroupedFlux))
						? new BridgedFlux<>(flux, source) : operator;
	}

	@SuppressWarnings("unchecked")
	static void subscribe(Publisher<?> operator, CorePublisher<?> source, CoreSubscriber<?> actual) {
		try {
			MethodHandle method = SUBSCRIBE_OR_RETURN;
			if (method != null && method.invoke(operator, actual) instanceof CoreSubscriber<?> subscriber) {
				((CorePublisher<Object>) source)
					.subscribe(TracedSubscriber.of(source, (CoreSubscriber<Object>) subscriber));
			}
		}
		catch (Throwable ex) {
			Operators.reportThrowInSubscribe(actual, ex);
		}
	}

}

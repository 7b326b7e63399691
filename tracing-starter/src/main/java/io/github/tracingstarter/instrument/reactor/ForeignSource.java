package io.github.tracingstarter.instrument.reactor;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.CorePublisher;
import reactor.core.CoreSubscriber;
import reactor.core.Scannable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxOperator;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoOperator;
import reactor.core.publisher.Operators;

/**
 * A source that is not assembled, so the hook does not see it: a sink, or a publisher of
 * a server or driver. It calls the operator on top of it on any thread, in any trace, so
 * the subscriber of that operator is traced when it subscribes. That subscriber is
 * available only through a method that is not public; without the method, the trace
 * begins after the operator.
 */
final class ForeignSource {

	private static final @Nullable MethodHandle SUBSCRIBE_OR_RETURN = find();

	private static final @Nullable MethodHandle MONO_SOURCE = findSource(MonoOperator.class, Mono.class);

	private static final @Nullable MethodHandle FLUX_SOURCE = findSource(FluxOperator.class, Flux.class);

	private ForeignSource() {
	}

	private static @Nullable MethodHandle find() {
		try {
			Class<?> type = OperatorType.OPTIMIZABLE;
			return (type != null) ? MethodHandles.privateLookupIn(type, MethodHandles.lookup())
				.findVirtual(type, "subscribeOrReturn",
						MethodType.methodType(CoreSubscriber.class, CoreSubscriber.class))
				.asType(MethodType.methodType(Object.class, Object.class, CoreSubscriber.class)) : null;
		}
		catch (ReflectiveOperationException | RuntimeException ex) {
			return null;
		}
	}

	private static @Nullable MethodHandle findSource(Class<?> operator, Class<?> source) {
		try {
			return MethodHandles.privateLookupIn(operator, MethodHandles.lookup())
				.findGetter(operator, "source", source)
				.asType(MethodType.methodType(Object.class, operator));
		}
		catch (ReflectiveOperationException | RuntimeException ex) {
			return null;
		}
	}

	/**
	 * Makes an operator subscribe to its source in the trace of its own subscriber.
	 * Reactor's automatic propagation does this by itself.
	 * @param operator the operator
	 * @param type its type
	 * @return the bridged operator, or the operator itself if its source is not foreign
	 */
	static Publisher<Object> bridge(Publisher<Object> operator, OperatorType type) {
		if (!type.optimizable() || type.shape() == OperatorType.Shape.OTHER || SUBSCRIBE_OR_RETURN == null) {
			return operator;
		}
		Object source = source(operator);
		if (source == null || source.getClass() == TracedMono.class || source.getClass() == TracedFlux.class
				|| !(source instanceof Publisher<?> publisher) || !OperatorType.of(publisher).foreign()
				|| Hooks.isAutomaticContextPropagationEnabled()) {
			return operator;
		}
		CorePublisher<?> foreign = (CorePublisher<?>) publisher;
		return (type.shape() == OperatorType.Shape.MONO) ? new BridgedMono<>((Mono<Object>) operator, foreign)
				: new BridgedFlux<>((Flux<Object>) operator, foreign);
	}

	/**
	 * Reads the field if there is one, because reading through the interface costs
	 * several times as much.
	 */
	private static @Nullable Object source(Publisher<Object> operator) {
		try {
			if (MONO_SOURCE != null && operator instanceof MonoOperator<?, ?> mono) {
				return MONO_SOURCE.invokeExact((MonoOperator<?, ?>) mono);
			}
			if (FLUX_SOURCE != null && operator instanceof FluxOperator<?, ?> flux) {
				return FLUX_SOURCE.invokeExact((FluxOperator<?, ?>) flux);
			}
		}
		catch (Throwable ex) {
			// Treated as if there were no field.
		}
		return ((Scannable) operator).scanUnsafe(Scannable.Attr.PARENT);
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

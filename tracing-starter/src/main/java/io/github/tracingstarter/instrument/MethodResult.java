package io.github.tracingstarter.instrument;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;

import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import io.micrometer.tracing.contextpropagation.ObservationAwareSpanThreadLocalAccessor;
import io.micrometer.tracing.otel.bridge.OtelSpan;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SignalType;

import org.springframework.util.ClassUtils;

/**
 * Detects when the result of a method is complete.
 */
public final class MethodResult {

	private static final boolean REACTOR = ClassUtils.isPresent("reactor.core.publisher.Mono",
			MethodResult.class.getClassLoader());

	private MethodResult() {
	}

	/**
	 * Follows the result of a method to its end.
	 * @param result the result of the method
	 * @param listener notified of the end, which may be now
	 * @return the result to return instead
	 */
	public static @Nullable Object follow(@Nullable Object result, Listener listener) {
		if (result instanceof CompletionStage<?> stage) {
			return follow(stage, listener);
		}
		if (REACTOR && result != null && Reactive.isFollowed(result)) {
			return Reactive.follow(result, listener);
		}
		listener.ended(null);
		return result;
	}

	/**
	 * Returns whether a result starts when it is subscribed to, and not before.
	 * @param result the result of a method
	 * @return whether it is a Mono or a Flux
	 */
	public static boolean isPublisher(@Nullable Object result) {
		return REACTOR && result != null && Reactive.isFollowed(result);
	}

	/**
	 * Returns whether a method returns a publisher.
	 * @param type its return type
	 * @return whether that is Mono or Flux
	 */
	public static boolean isReactive(Class<?> type) {
		return REACTOR && Reactive.isFollowed(type);
	}

	/**
	 * Replaces a publisher each time that it is subscribed to.
	 * @param publisher a Mono or a Flux
	 * @param replacement returns the publisher to subscribe to, of the same type
	 * @return a publisher of the same type
	 */
	public static Object onSubscription(Object publisher, UnaryOperator<Object> replacement) {
		return Reactive.onSubscription(publisher, replacement);
	}

	/**
	 * Follows a future. The future itself is returned, so that it can be canceled.
	 */
	private static CompletionStage<?> follow(CompletionStage<?> stage, Listener listener) {
		if (stage instanceof CompletableFuture<?> future && future.isDone() && !future.isCompletedExceptionally()) {
			listener.ended(null);
			return stage;
		}
		stage.whenComplete((value, failure) -> listener.ended(
				(failure instanceof CompletionException && failure.getCause() != null) ? failure.getCause() : failure));
		return stage;
	}

	/**
	 * The operation that continues until the result is complete.
	 */
	public interface Listener {

		/**
		 * Called when the result is complete.
		 * @param failure the exception that completed it, or null
		 */
		void ended(@Nullable Throwable failure);

		/**
		 * Opens a scope around the start of a reactive result.
		 * @return the scope
		 */
		Scope open();

		/**
		 * Returns the key of the operation in Reactor's context.
		 * @return the key
		 */
		Object key();

		/**
		 * Returns the value of the operation in Reactor's context.
		 * @return the value of the key
		 */
		Object value();

		/**
		 * Returns the trace for the operators before those of the method, unless the
		 * value is an observation.
		 * @return the context with the span, or null
		 */
		@Nullable Context trace();

	}

	/**
	 * An operation with a span of its own, rather than an observation.
	 */
	public interface SpanListener extends Listener {

		/**
		 * Returns the span of the operation.
		 * @return the span
		 */
		Span span();

		/**
		 * Returns the context of the operation.
		 * @return the context with the span
		 */
		Context context();

		@Override
		default Object key() {
			return ObservationAwareSpanThreadLocalAccessor.KEY;
		}

		@Override
		default Object value() {
			return OtelSpan.fromOtel(span());
		}

		@Override
		default Context trace() {
			return context();
		}

	}

	/**
	 * Loaded only if Reactor is present.
	 */
	private static final class Reactive {

		private Reactive() {
		}

		static boolean isFollowed(Object result) {
			return result instanceof Mono || result instanceof Flux;
		}

		static boolean isFollowed(Class<?> type) {
			return Mono.class.isAssignableFrom(type) || Flux.class.isAssignableFrom(type);
		}

		static Object onSubscription(Object publisher, UnaryOperator<Object> replacement) {
			if (publisher instanceof Mono<?> mono) {
				return Mono.defer(() -> (Mono<?>) replacement.apply(mono));
			}
			return Flux.defer(() -> (Flux<?>) replacement.apply(publisher));
		}

		static Object follow(Object result, Listener listener) {
			if (result instanceof Mono<?> mono) {
				return Mono.fromDirect(inScope(ending(mono, listener), listener));
			}
			return Flux.from(inScope(ending((Flux<?>) result, listener), listener));
		}

		private static <T> Mono<T> ending(Mono<T> mono, Listener listener) {
			return mono.doOnError(listener::ended)
				.doFinally((signal) -> ended(signal, listener))
				.contextWrite((context) -> written(context, listener));
		}

		private static <T> Flux<T> ending(Flux<T> flux, Listener listener) {
			return flux.doOnError(listener::ended)
				.doFinally((signal) -> ended(signal, listener))
				.contextWrite((context) -> written(context, listener));
		}

		private static reactor.util.context.Context written(reactor.util.context.Context context, Listener listener) {
			reactor.util.context.Context written = context.put(listener.key(), listener.value());
			Context trace = listener.trace();
			return (trace == null) ? written : written.put(SubscribedTrace.class,
					new SubscribedTrace(trace, context.getOrDefault(ObservationThreadLocalAccessor.KEY, null)));
		}

		private static void ended(SignalType signal, Listener listener) {
			if (signal != SignalType.ON_ERROR) {
				listener.ended(null);
			}
		}

		private static <T> Publisher<T> inScope(Publisher<T> publisher, Listener listener) {
			return (Subscriber<? super T> subscriber) -> {
				Scope scope = listener.open();
				try {
					publisher.subscribe(subscriber);
				}
				finally {
					scope.close();
				}
			};
		}

	}

}

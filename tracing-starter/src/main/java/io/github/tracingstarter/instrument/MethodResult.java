package io.github.tracingstarter.instrument;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;

import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
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
 * Tells when what a method returned is complete.
 */
public final class MethodResult {

	private static final boolean REACTOR = ClassUtils.isPresent("reactor.core.publisher.Mono",
			MethodResult.class.getClassLoader());

	private MethodResult() {
	}

	/**
	 * Follows the result of a method to its end.
	 * @param result what the method returned
	 * @param listener is told of the end, which may be now
	 * @return what to return in its place
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
	 * Returns whether something goes on when it is subscribed to, and not before.
	 * @param result what a method returned
	 * @return whether it is a Mono or a Flux
	 */
	public static boolean isPublisher(@Nullable Object result) {
		return REACTOR && result != null && Reactive.isFollowed(result);
	}

	/**
	 * Returns whether a method returns a publisher.
	 * @param type the type that it returns
	 * @return whether that is Mono or Flux
	 */
	public static boolean isReactive(Class<?> type) {
		return REACTOR && Reactive.isFollowed(type);
	}

	/**
	 * Replaces a publisher each time that it is subscribed to.
	 * @param publisher a Mono or a Flux
	 * @param replacement gives what to subscribe to, of the same type
	 * @return a publisher of the same type
	 */
	public static Object onSubscription(Object publisher, UnaryOperator<Object> replacement) {
		return Reactive.onSubscription(publisher, replacement);
	}

	/**
	 * A future is returned as it is, so that it can be cancelled.
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
	 * What goes on while the result is not complete.
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
		 * The key of what goes on in Reactor's context.
		 * @return the key
		 */
		Object key();

		/**
		 * What goes on, as it stands in Reactor's context.
		 * @return the value of the key
		 */
		Object value();

		/**
		 * The trace of what is before the operators of the method, unless an observation
		 * is the value.
		 * @return the context with the span, or null
		 */
		@Nullable Context trace();

	}

	/**
	 * Loaded only where Reactor is there.
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

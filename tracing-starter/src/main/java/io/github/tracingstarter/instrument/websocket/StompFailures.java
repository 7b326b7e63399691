package io.github.tracingstarter.instrument.websocket;

import java.lang.reflect.Method;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.function.BiConsumer;

import io.github.tracingstarter.instrument.PrivateField;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.MessagingException;
import org.springframework.messaging.handler.HandlerMethod;
import org.springframework.messaging.handler.MessagingAdviceBean;
import org.springframework.messaging.handler.annotation.support.AnnotationExceptionHandlerMethodResolver;
import org.springframework.messaging.handler.invocation.AbstractExceptionHandlerMethodResolver;
import org.springframework.messaging.handler.invocation.AbstractMethodMessageHandler;
import org.springframework.messaging.simp.annotation.support.SimpAnnotationMethodMessageHandler;

/**
 * Detects the exceptions of methods that handle messages. Spring handles or logs them
 * itself without publishing them. But for each one it determines whether a method of the
 * application handles it, by means of resolvers that it keeps in a map.
 */
final class StompFailures {

	@SuppressWarnings("rawtypes")
	private static final PrivateField<Map> RESOLVERS = PrivateField.of(AbstractMethodMessageHandler.class,
			"exceptionHandlerCache", Map.class);

	@SuppressWarnings("rawtypes")
	private static final PrivateField<Map> ADVICE = PrivateField.of(AbstractMethodMessageHandler.class,
			"exceptionHandlerAdviceCache", Map.class);

	private StompFailures() {
	}

	/**
	 * Listens to the exceptions of all methods.
	 * @param handler knows the methods
	 * @param listener receives each exception, on the thread of the method, and whether a
	 * method of the application handles it
	 */
	@SuppressWarnings("unchecked")
	static void listen(SimpAnnotationMethodMessageHandler handler, BiConsumer<Throwable, Boolean> listener) {
		Map<Class<?>, AbstractExceptionHandlerMethodResolver> resolvers = RESOLVERS.get(handler);
		Map<MessagingAdviceBean, AbstractExceptionHandlerMethodResolver> advice = ADVICE.get(handler);
		if (resolvers != null && advice != null) {
			for (HandlerMethod method : handler.getHandlerMethods().values()) {
				Class<?> type = method.getBeanType();
				resolvers.computeIfAbsent(type, (absent) -> new Resolver(type, advice, listener));
			}
		}
	}

	private static final class Resolver extends AnnotationExceptionHandlerMethodResolver {

		private final Class<?> type;

		private final Map<MessagingAdviceBean, AbstractExceptionHandlerMethodResolver> advice;

		private final BiConsumer<Throwable, Boolean> listener;

		Resolver(Class<?> type, Map<MessagingAdviceBean, AbstractExceptionHandlerMethodResolver> advice,
				BiConsumer<Throwable, Boolean> listener) {
			super(type);
			this.type = type;
			this.advice = advice;
			this.listener = listener;
		}

		@Override
		public @Nullable Method resolveMethod(Throwable exception) {
			Method method = super.resolveMethod(exception);
			this.listener.accept(thrown(exception), method != null || isHandledByAdvice(exception));
			return method;
		}

		/**
		 * Unwraps an exception. An error is wrapped in an exception, and the exception of
		 * a future may be wrapped in another.
		 */
		private static Throwable thrown(Throwable exception) {
			Throwable cause = exception.getCause();
			boolean wraps = exception instanceof CompletionException
					|| (exception instanceof MessagingException || exception instanceof IllegalStateException)
							&& cause instanceof Error;
			return (wraps && cause != null) ? cause : exception;
		}

		private boolean isHandledByAdvice(Throwable exception) {
			return this.advice.entrySet()
				.stream()
				.anyMatch((entry) -> entry.getKey().isApplicableToBeanType(this.type)
						&& entry.getValue().resolveMethod(exception) != null);
		}

	}

}

package io.github.tracingstarter.instrument.websocket;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;

import org.springframework.core.MethodParameter;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.invocation.AsyncHandlerMethodReturnValueHandler;
import org.springframework.messaging.handler.invocation.HandlerMethodReturnValueHandler;
import org.springframework.messaging.simp.annotation.support.SimpAnnotationMethodMessageHandler;

/**
 * Precedes the handlers of return values, and passes the futures that they create to a
 * listener.
 */
final class AwaitedReturnValues implements AsyncHandlerMethodReturnValueHandler {

	private final List<HandlerMethodReturnValueHandler> handlers;

	private final UnaryOperator<CompletableFuture<?>> listener;

	private AwaitedReturnValues(List<HandlerMethodReturnValueHandler> handlers,
			UnaryOperator<CompletableFuture<?>> listener) {
		this.handlers = handlers;
		this.listener = listener;
	}

	/**
	 * Listens to the futures of all methods.
	 * @param handler calls the methods
	 * @param listener called on the thread of the method; returns the future that Spring
	 * waits for
	 */
	static void listen(SimpAnnotationMethodMessageHandler handler, UnaryOperator<CompletableFuture<?>> listener) {
		List<HandlerMethodReturnValueHandler> present = List.copyOf(handler.getReturnValueHandlers());
		List<HandlerMethodReturnValueHandler> all = new ArrayList<>();
		all.add(new AwaitedReturnValues(present, listener));
		all.addAll(present);
		handler.setReturnValueHandlers(null);
		handler.setReturnValueHandlers(all);
	}

	/**
	 * Returns the first handler that supports a type, as Spring does.
	 */
	private @Nullable AsyncHandlerMethodReturnValueHandler handler(MethodParameter returnType) {
		for (HandlerMethodReturnValueHandler handler : this.handlers) {
			if (handler.supportsReturnType(returnType)) {
				return (handler instanceof AsyncHandlerMethodReturnValueHandler async) ? async : null;
			}
		}
		return null;
	}

	@Override
	public boolean supportsReturnType(MethodParameter returnType) {
		return handler(returnType) != null;
	}

	@Override
	public boolean isAsyncReturnValue(Object returnValue, MethodParameter returnType) {
		AsyncHandlerMethodReturnValueHandler handler = handler(returnType);
		return handler != null && handler.isAsyncReturnValue(returnValue, returnType);
	}

	@Override
	public @Nullable CompletableFuture<?> toCompletableFuture(Object returnValue, MethodParameter returnType) {
		AsyncHandlerMethodReturnValueHandler handler = handler(returnType);
		CompletableFuture<?> future = (handler != null) ? handler.toCompletableFuture(returnValue, returnType) : null;
		return (future != null) ? this.listener.apply(future) : null;
	}

	@Override
	public void handleReturnValue(@Nullable Object returnValue, MethodParameter returnType, Message<?> message)
			throws Exception {
		AsyncHandlerMethodReturnValueHandler handler = handler(returnType);
		if (handler != null) {
			handler.handleReturnValue(returnValue, returnType, message);
		}
	}

}

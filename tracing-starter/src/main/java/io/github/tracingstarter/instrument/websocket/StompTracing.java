package io.github.tracingstarter.instrument.websocket;

import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.github.tracingstarter.instrument.Instrumenter;
import io.github.tracingstarter.instrument.Spans;
import io.github.tracingstarter.propagation.TraceHeaders;
import io.github.tracingstarter.redaction.ExceptionEvent;
import io.github.tracingstarter.report.FailureLog;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.semconv.ExceptionAttributes;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.MessageHandler;
import org.springframework.messaging.simp.annotation.support.SimpAnnotationMethodMessageHandler;
import org.springframework.messaging.support.ChannelInterceptor;
import org.springframework.messaging.support.ExecutorChannelInterceptor;
import org.springframework.messaging.support.MessageBuilder;
import org.springframework.messaging.support.MessageHeaderAccessor;
import org.springframework.messaging.support.NativeMessageHeaderAccessor;

/**
 * Creates a span for each message that a method of the application handles, and adds the
 * trace to the headers of messages that it sends, which the broker passes on.
 */
final class StompTracing {

	private static final FailureLog failures = new FailureLog(LogFactory.getLog(StompTracing.class),
			"A STOMP message could not be traced. The message is not affected.");

	private static final Headers HEADERS = new Headers();

	private final Spans spans;

	private final TraceHeaders headers;

	private final Instrumenter<StompMessage> instrumenter;

	private final ThreadLocal<Handling> handling = new ThreadLocal<>();

	StompTracing(Spans spans) {
		this.spans = spans;
		this.headers = TraceHeaders.with(spans.propagation());
		this.instrumenter = Instrumenter.of(spans, "websocket", new StompConvention(), failures);
	}

	/**
	 * Returns the interceptor of messages from clients.
	 * @return the interceptor
	 */
	ChannelInterceptor inbound() {
		return new Inbound();
	}

	/**
	 * Returns the interceptor of messages to the broker.
	 * @return the interceptor
	 */
	ChannelInterceptor outbound() {
		return new Outbound();
	}

	/**
	 * Adds the headers of the current trace.
	 * @param headers the headers of a message, which can be changed
	 */
	void inject(NativeMessageHeaderAccessor headers) {
		failures.guard(() -> this.spans.inject(Context.current(), headers, (carrier, name, value) -> {
			if (carrier != null) {
				carrier.setNativeHeader(name, value);
			}
		}));
	}

	/**
	 * Called when a method that handles the current thread's message has thrown an
	 * exception. If the application handles the exception, it becomes an event, as with
	 * requests.
	 * @param error the exception
	 * @param handled whether a method of the application handles it
	 */
	void failed(Throwable error, boolean handled) {
		Handling current = this.handling.get();
		if (current == null) {
			return;
		}
		failures.guard(() -> {
			if (handled) {
				// Without the message, which may quote what the client sent.
				current.span.addEvent("exception",
						Attributes.of(ExceptionAttributes.EXCEPTION_TYPE, ExceptionEvent.typeOf(error)));
			}
			else {
				Spans.fail(current.span, error);
			}
		});
	}

	/**
	 * Called when a method that handles the current thread's message returns a future.
	 * Its span ends when Spring has handled the result or the exception.
	 * @param future the future
	 * @return the future that Spring waits for
	 */
	CompletableFuture<?> await(CompletableFuture<?> future) {
		Handling current = this.handling.get();
		if (current == null || current.awaited) {
			return future;
		}
		current.awaited = true;
		return Awaited.of(future, (action) -> complete(current, action));
	}

	/**
	 * Runs on any thread; if the future has already completed, on the thread of the
	 * message.
	 */
	private void complete(Handling handling, Runnable action) {
		Handling before = this.handling.get();
		this.handling.set(handling);
		Scope scope = this.instrumenter.open(handling.context);
		try {
			action.run();
		}
		finally {
			this.instrumenter.close(scope);
			restore(before);
			end(handling, null);
		}
	}

	/**
	 * A message does not tell to which connection it belongs.
	 */
	private static @Nullable String caller(Message<?> message) {
		return null;
	}

	private void restore(@Nullable Handling before) {
		if (before != null) {
			this.handling.set(before);
		}
		else {
			this.handling.remove();
		}
	}

	private void end(Handling handling, @Nullable Exception failure) {
		this.instrumenter.describe(handling.span, handling.message, failure);
		this.instrumenter.end(handling.span);
	}

	private final class Inbound implements ExecutorChannelInterceptor {

		@Override
		public Message<?> beforeHandle(Message<?> message, MessageChannel channel, MessageHandler handler) {
			if (handler instanceof SimpAnnotationMethodMessageHandler methods) {
				failures.guard(() -> begin(message, methods));
			}
			return message;
		}

		private void begin(Message<?> message, SimpAnnotationMethodMessageHandler methods) {
			StompMessage handled = StompMessage.of(message, methods);
			if (handled == null || StompTracing.this.handling.get() != null) {
				return;
			}
			Context parent = StompTracing.this.headers.extract(Context.current(), message, HEADERS,
					StompTracing::caller);
			Span span = StompTracing.this.instrumenter.start(parent, handled);
			if (span != null) {
				Context context = parent.with(span);
				StompTracing.this.handling
					.set(new Handling(handled, span, context, StompTracing.this.instrumenter.open(context)));
			}
		}

		@Override
		public void afterMessageHandled(Message<?> message, MessageChannel channel, MessageHandler handler,
				@Nullable Exception failure) {
			Handling handling = StompTracing.this.handling.get();
			if (handling != null && handler instanceof SimpAnnotationMethodMessageHandler) {
				StompTracing.this.handling.remove();
				StompTracing.this.instrumenter.close(handling.scope);
				if (!handling.awaited) {
					end(handling, failure);
				}
			}
		}

	}

	private final class Outbound implements ChannelInterceptor {

		@Override
		public Message<?> preSend(Message<?> message, MessageChannel channel) {
			if (!Span.current().getSpanContext().isValid()) {
				return message;
			}
			MessageHeaderAccessor headers = MessageHeaderAccessor.getMutableAccessor(message);
			if (!(headers instanceof NativeMessageHeaderAccessor natives)) {
				return message;
			}
			inject(natives);
			return MessageBuilder.createMessage(message.getPayload(), natives.getMessageHeaders());
		}

	}

	private static final class Handling {

		private final StompMessage message;

		private final Span span;

		private final Context context;

		private final Scope scope;

		/** Whether a future ends it. Read only on the thread of the message. */
		private boolean awaited;

		Handling(StompMessage message, Span span, Context context, Scope scope) {
			this.message = message;
			this.span = span;
			this.context = context;
			this.scope = scope;
		}

	}

	private static final class Headers implements TextMapGetter<Message<?>> {

		@Override
		public Iterable<String> keys(Message<?> message) {
			return List.of();
		}

		@Override
		public @Nullable String get(@Nullable Message<?> message, String name) {
			return (message != null) ? NativeMessageHeaderAccessor.getFirstNativeHeader(name, message.getHeaders())
					: null;
		}

	}

}

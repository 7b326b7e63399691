package io.github.tracingstarter.instrument.integration;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.github.tracingstarter.instrument.Instrumenter;
import io.github.tracingstarter.instrument.Spans;
import io.github.tracingstarter.propagation.TraceHeaders;
import io.github.tracingstarter.report.FailureLog;
import io.github.tracingstarter.report.TracingReport;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.TextMapGetter;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.integration.channel.AbstractMessageChannel;
import org.springframework.integration.channel.DirectChannel;
import org.springframework.integration.channel.interceptor.VetoCapableInterceptor;
import org.springframework.integration.support.MutableMessage;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.MessageHandler;
import org.springframework.messaging.MessagingException;
import org.springframework.messaging.support.ExecutorChannelInterceptor;
import org.springframework.messaging.support.GenericMessage;
import org.springframework.messaging.support.InterceptableChannel;

/**
 * Carries the trace in the headers of messages that may change threads, and makes it
 * current where they are handled on a thread without a trace. A message that arrives
 * without a trace starts one, for all its handling on that thread.
 */
final class ChannelTracing implements ExecutorChannelInterceptor, VetoCapableInterceptor {

	private static final Headers HEADERS = new Headers();

	private final FailureLog failures = new FailureLog(LogFactory.getLog(ChannelTracing.class),
			"The trace of a message could not be carried through a channel. The message is not affected.");

	private final ThreadLocal<Handling> handling = new ThreadLocal<>();

	private final Spans spans;

	private final TraceHeaders headers;

	private final Instrumenter<String> instrumenter;

	private final TracingReport report;

	private final boolean enabled;

	ChannelTracing(Spans spans, TracingReport report, boolean enabled) {
		this.spans = spans;
		this.headers = TraceHeaders.with(spans.propagation());
		this.instrumenter = Instrumenter.of(spans, "integration", new ChannelConvention(), this.failures);
		this.report = report;
		this.enabled = enabled;
	}

	/**
	 * Channels of the WebSocket support do not belong to Spring Integration.
	 */
	@Override
	public boolean shouldIntercept(String beanName, InterceptableChannel channel) {
		boolean traced = this.enabled && channel instanceof AbstractMessageChannel;
		if (traced) {
			this.report.traced("Spring Integration", beanName);
		}
		return traced;
	}

	@Override
	public Message<?> preSend(Message<?> message, MessageChannel channel) {
		this.failures.guard(() -> begin(message, channel, !changesThread(channel)));
		return changesThread(channel) ? carryingTrace(message) : message;
	}

	@Override
	public void afterSendCompletion(Message<?> message, MessageChannel channel, boolean sent,
			@Nullable Exception failure) {
		this.failures.guard(() -> end(failure));
	}

	@Override
	public Message<?> beforeHandle(Message<?> message, MessageChannel channel, MessageHandler handler) {
		this.failures.guard(() -> begin(message, channel, true));
		return message;
	}

	@Override
	public void afterMessageHandled(Message<?> message, MessageChannel channel, MessageHandler handler,
			@Nullable Exception failure) {
		this.failures.guard(() -> end(failure));
	}

	private static boolean changesThread(MessageChannel channel) {
		return !(channel instanceof DirectChannel);
	}

	/**
	 * Starts or continues a trace. Calls are nested, and only the outermost one finds no
	 * trace.
	 */
	private void begin(Message<?> message, MessageChannel channel, boolean mayBegin) {
		Handling outer = this.handling.get();
		if (outer != null) {
			outer.depth++;
			return;
		}
		Context current = Context.current();
		if (Span.fromContext(current).getSpanContext().isValid()) {
			return;
		}
		Context carried = this.headers.extract(current, carrier(message), HEADERS);
		if (carried != current) {
			this.handling.set(new Handling(null, "", this.instrumenter.open(carried)));
		}
		else if (mayBegin && channel instanceof AbstractMessageChannel named) {
			String name = named.getComponentName();
			Span span = this.instrumenter.start(current, String.valueOf(name));
			if (span != null) {
				this.handling.set(new Handling(span, String.valueOf(name), this.instrumenter.open(current.with(span))));
			}
		}
	}

	private void end(@Nullable Exception failure) {
		Handling handling = this.handling.get();
		if (handling == null || --handling.depth > 0) {
			return;
		}
		this.handling.remove();
		this.instrumenter.close(handling.scope);
		if (handling.span != null) {
			this.instrumenter.describe(handling.span, handling.channel, failure);
			this.instrumenter.end(handling.span);
		}
	}

	/**
	 * Returns the message that carries the trace. A failure on another thread is a
	 * separate message, which contains the failed one.
	 */
	private static Message<?> carrier(Message<?> message) {
		return (message.getPayload() instanceof MessagingException failure && failure.getFailedMessage() != null)
				? failure.getFailedMessage() : message;
	}

	/**
	 * Returns a message with the headers of the trace. The id and timestamp must not
	 * change, so it is not created by a builder. Messages of other classes are left
	 * alone.
	 */
	private Message<?> carryingTrace(Message<?> message) {
		Map<String, Object> headers = new HashMap<>();
		this.failures.guard(() -> this.spans.inject(Context.current(), headers, (carrier, name, value) -> {
			if (carrier != null) {
				carrier.put(name, value);
			}
		}));
		if (headers.isEmpty() || !(message.getClass() == GenericMessage.class || message instanceof MutableMessage)) {
			return message;
		}
		Map<String, Object> all = new HashMap<>(message.getHeaders());
		all.putAll(headers);
		return new MutableMessage<>(message.getPayload(), all);
	}

	/**
	 * The span and the scope that are open on a thread.
	 */
	private static final class Handling {

		private final @Nullable Span span;

		private final String channel;

		private final Scope scope;

		private int depth = 1;

		Handling(@Nullable Span span, String channel, Scope scope) {
			this.span = span;
			this.channel = channel;
			this.scope = scope;
		}

	}

	private static final class Headers implements TextMapGetter<Message<?>> {

		@Override
		public Iterable<String> keys(Message<?> message) {
			return message.getHeaders().keySet();
		}

		@Override
		public @Nullable String get(@Nullable Message<?> message, String name) {
			return (message != null && message.getHeaders().get(name) instanceof String value) ? value : null;
		}

	}

}

package io.github.tracingstarter.instrument.mail;

import io.github.tracingstarter.instrument.SpanConvention;
import io.github.tracingstarter.instrument.Spans;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.semconv.NetworkAttributes;
import io.opentelemetry.semconv.ServerAttributes;
import org.jspecify.annotations.Nullable;

import org.springframework.mail.javamail.JavaMailSenderImpl;

/**
 * Describes the spans of mails. They do not include the sender and the recipients, nor
 * the message of a failure, because it contains addresses.
 */
final class MailConvention implements SpanConvention<JavaMailSenderImpl> {

	@Override
	public String name(JavaMailSenderImpl sender) {
		return "send mail";
	}

	@Override
	public SpanKind kind(JavaMailSenderImpl sender) {
		return SpanKind.CLIENT;
	}

	@Override
	public void start(JavaMailSenderImpl sender, SpanBuilder span) {
		if (sender.getHost() != null) {
			span.setAttribute(ServerAttributes.SERVER_ADDRESS, sender.getHost());
		}
		if (sender.getPort() > 0) {
			span.setAttribute(ServerAttributes.SERVER_PORT, (long) sender.getPort());
		}
		if (sender.getProtocol() != null) {
			span.setAttribute(NetworkAttributes.NETWORK_PROTOCOL_NAME, sender.getProtocol());
		}
	}

	@Override
	public void end(JavaMailSenderImpl sender, Span span, @Nullable Throwable error) {
		if (error != null) {
			Spans.fail(span, error.getClass().getName());
		}
	}

}

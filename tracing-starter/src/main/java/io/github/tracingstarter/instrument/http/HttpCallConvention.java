package io.github.tracingstarter.instrument.http;

import java.io.IOException;

import io.github.tracingstarter.instrument.SpanConvention;
import io.github.tracingstarter.instrument.SpanNames;
import io.github.tracingstarter.instrument.Spans;
import io.github.tracingstarter.redaction.UrlRedaction;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.semconv.HttpAttributes;
import io.opentelemetry.semconv.ServerAttributes;
import io.opentelemetry.semconv.UrlAttributes;
import org.jspecify.annotations.Nullable;

/**
 * The name and the attributes of the span of a call.
 *
 * @param <C> the type of the calls
 */
public final class HttpCallConvention<C extends HttpCall> implements SpanConvention<C> {

	/**
	 * Not one of the stable attributes in the library.
	 */
	public static final AttributeKey<String> URL_TEMPLATE = AttributeKey.stringKey("url.template");

	private final SpanNames names = new SpanNames();

	private final UrlRedaction redaction;

	private final HeaderCapture headers;

	/**
	 * Creates the convention.
	 * @param redaction removes secrets from URLs
	 * @param headers the headers to add
	 */
	public HttpCallConvention(UrlRedaction redaction, HeaderCapture headers) {
		this.redaction = redaction;
		this.headers = headers;
	}

	@Override
	public String name(C call) {
		String method = HttpMethods.inName(call.method());
		String template = call.template();
		return (template != null) ? this.names.of(method, template) : method;
	}

	@Override
	public SpanKind kind(C call) {
		return SpanKind.CLIENT;
	}

	@Override
	public void start(C call, SpanBuilder span) {
		HttpMethods.describe(call.method(), span);
		String template = call.template();
		if (template != null) {
			span.setAttribute(URL_TEMPLATE, template);
		}
		Server server = Server.of(call.uri());
		if (server != null) {
			span.setAttribute(ServerAttributes.SERVER_ADDRESS, server.address());
			if (server.port() > 0) {
				span.setAttribute(ServerAttributes.SERVER_PORT, (long) server.port());
			}
		}
		span.setAttribute(UrlAttributes.URL_FULL, this.redaction.redact(call.uri()));
		if (this.headers.hasRequestHeaders()) {
			this.headers.addRequestHeaders(call::requestHeader, span::setAttribute);
		}
	}

	@Override
	public void end(C call, Span span, @Nullable Throwable error) {
		if (error != null) {
			Spans.fail(span, error);
			return;
		}
		try {
			if (this.headers.hasResponseHeaders()) {
				this.headers.addResponseHeaders(call::responseHeader, span::setAttribute);
			}
			int status = call.status();
			if (status > 0) {
				span.setAttribute(HttpAttributes.HTTP_RESPONSE_STATUS_CODE, status);
			}
			if (status >= 400) {
				Spans.fail(span, Integer.toString(status));
			}
		}
		catch (IOException | RuntimeException ex) {
			// The application gets the same exception when it reads the status.
			Spans.fail(span, ex);
		}
	}

}

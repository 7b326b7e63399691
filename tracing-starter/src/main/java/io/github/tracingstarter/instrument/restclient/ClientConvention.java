package io.github.tracingstarter.instrument.restclient;

import java.io.IOException;
import java.net.URI;

import io.github.tracingstarter.instrument.SpanConvention;
import io.github.tracingstarter.instrument.SpanNames;
import io.github.tracingstarter.instrument.Spans;
import io.github.tracingstarter.instrument.http.HttpMethods;
import io.github.tracingstarter.instrument.http.Server;
import io.github.tracingstarter.redaction.UrlRedaction;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.semconv.HttpAttributes;
import io.opentelemetry.semconv.ServerAttributes;
import io.opentelemetry.semconv.UrlAttributes;
import org.jspecify.annotations.Nullable;

import org.springframework.http.client.ClientHttpResponse;

/**
 * The name and the attributes of the span of a call.
 */
final class ClientConvention implements SpanConvention<TracedRequest> {

	private final SpanNames names = new SpanNames();

	private final UrlRedaction redaction;

	ClientConvention(UrlRedaction redaction) {
		this.redaction = redaction;
	}

	@Override
	public String name(TracedRequest request) {
		String method = HttpMethods.inName(request.getMethod().name());
		String template = UriTemplate.of(request);
		return (template != null) ? this.names.of(method, template) : method;
	}

	@Override
	public SpanKind kind(TracedRequest request) {
		return SpanKind.CLIENT;
	}

	@Override
	public void start(TracedRequest request, SpanBuilder span) {
		HttpMethods.describe(request.getMethod().name(), span);
		String template = UriTemplate.of(request);
		if (template != null) {
			span.setAttribute(UriTemplate.URL_TEMPLATE, template);
		}
		URI uri = request.getURI();
		Server server = Server.of(uri);
		if (server != null) {
			span.setAttribute(ServerAttributes.SERVER_ADDRESS, server.address());
			if (server.port() > 0) {
				span.setAttribute(ServerAttributes.SERVER_PORT, (long) server.port());
			}
		}
		span.setAttribute(UrlAttributes.URL_FULL, this.redaction.redact(uri));
	}

	@Override
	public void end(TracedRequest request, Span span, @Nullable Throwable error) {
		ClientHttpResponse response = request.response();
		if (error != null) {
			Spans.fail(span, error);
		}
		else if (response != null) {
			end(span, response);
		}
	}

	private static void end(Span span, ClientHttpResponse response) {
		try {
			int status = response.getStatusCode().value();
			span.setAttribute(HttpAttributes.HTTP_RESPONSE_STATUS_CODE, status);
			if (status >= 400) {
				Spans.fail(span, Integer.toString(status));
			}
		}
		catch (IOException | RuntimeException ex) {
			// The application meets the same exception when it asks for the status.
			Spans.fail(span, ex);
		}
	}

}

package io.github.tracingstarter.instrument.restclient;

import java.io.IOException;
import java.net.URI;
import java.util.Set;

import io.github.tracingstarter.instrument.SpanNames;
import io.github.tracingstarter.instrument.Spans;
import io.github.tracingstarter.redaction.UrlRedaction;
import io.github.tracingstarter.report.FailureLog;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.TextMapSetter;
import io.opentelemetry.semconv.HttpAttributes;
import io.opentelemetry.semconv.ServerAttributes;
import io.opentelemetry.semconv.UrlAttributes;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.client.ClientHttpRequest;
import org.springframework.http.client.ClientHttpResponse;

/**
 * Sends requests, each in a CLIENT span whose context goes out in its headers. The span
 * ends when the head of the response is there: the body is read at the application's
 * pace, or never.
 */
final class ClientSpans {

	private static final String OTHER = "_OTHER";

	/**
	 * Replaces what the application copied from the request it serves: two parents would
	 * make the next service begin a trace of its own.
	 */
	private static final TextMapSetter<HttpHeaders> HEADERS = (headers, name, value) -> {
		if (headers != null) {
			headers.set(name, value);
		}
	};

	private static final Set<String> KNOWN_METHODS = Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS",
			"TRACE", "CONNECT", "QUERY");

	private final Spans spans;

	private final UrlRedaction redaction;

	private final CallObservations observations;

	private final SpanNames names = new SpanNames();

	private final FailureLog failures = new FailureLog(LogFactory.getLog(ClientSpans.class),
			"An outgoing HTTP call could not be traced and went out all the same.");

	ClientSpans(Spans spans, UrlRedaction redaction, CallObservations observations) {
		this.spans = spans;
		this.redaction = redaction;
		this.observations = observations;
	}

	ClientHttpResponse execute(ClientHttpRequest request) throws IOException {
		if (isOff(request)) {
			return request.execute();
		}
		ObservedCall call = this.observations.of(request);
		Context context = start(request, call);
		if (context == null) {
			return request.execute();
		}
		Span span = Span.fromContext(context);
		Scope scope = open(context);
		try {
			ClientHttpResponse response = request.execute();
			answered(span, response);
			return response;
		}
		catch (Throwable ex) {
			failed(span, ex);
			throw ex;
		}
		finally {
			finish(span, scope, call);
		}
	}

	/**
	 * Whether the application has turned the observations of such calls off. A predicate
	 * of the application may throw, and is not let out here: Spring asks it as well.
	 */
	private boolean isOff(ClientHttpRequest request) {
		try {
			return this.observations.areOff(request);
		}
		catch (RuntimeException | LinkageError ex) {
			this.failures.log(ex);
			return false;
		}
	}

	/**
	 * Starts the span and writes its context to the headers.
	 * @param request the request to be sent
	 * @param call the call that it is an attempt of, if its observation is shaped
	 * @return the context that holds the span, or null when there is no span to make; the
	 * headers then carry the decision to drop
	 */
	private @Nullable Context start(ClientHttpRequest request, @Nullable ObservedCall call) {
		Context current = Context.current();
		Context context = null;
		try {
			if (call != null) {
				call.attemptStarts();
			}
			if (!Spans.isDropped(current)) {
				context = current.with(span(request, current).startSpan());
			}
			this.spans.inject((context != null) ? context : current, request.getHeaders(), HEADERS);
		}
		catch (RuntimeException | LinkageError ex) {
			this.failures.log(ex);
		}
		return context;
	}

	private SpanBuilder span(ClientHttpRequest request, Context parent) {
		URI uri = request.getURI();
		String method = request.getMethod().name();
		boolean known = KNOWN_METHODS.contains(method);
		String template = UriTemplate.of(request);
		String target = known ? method : "HTTP";
		SpanBuilder span = this.spans.span((template != null) ? this.names.of(target, template) : target,
				SpanKind.CLIENT, parent);
		span.setAttribute(HttpAttributes.HTTP_REQUEST_METHOD, known ? method : OTHER);
		if (!known) {
			span.setAttribute(HttpAttributes.HTTP_REQUEST_METHOD_ORIGINAL, method);
		}
		if (template != null) {
			span.setAttribute(UriTemplate.URL_TEMPLATE, template);
		}
		Server server = Server.of(uri);
		if (server != null) {
			span.setAttribute(ServerAttributes.SERVER_ADDRESS, server.address());
			if (server.port() > 0) {
				span.setAttribute(ServerAttributes.SERVER_PORT, server.port());
			}
		}
		span.setAttribute(UrlAttributes.URL_FULL, this.redaction.redact(uri));
		return span;
	}

	private Scope open(Context context) {
		Scope scope = Scope.noop();
		try {
			scope = context.makeCurrent();
			this.observations.adoptCurrentSpan();
		}
		catch (RuntimeException | LinkageError ex) {
			this.failures.log(ex);
		}
		return scope;
	}

	/**
	 * Lets nothing out, as it would replace the response or exception of the application:
	 * listeners to scopes and span processors are called here.
	 */
	private void finish(Span span, Scope scope, @Nullable ObservedCall call) {
		try {
			try {
				scope.close();
			}
			finally {
				if (call != null) {
					call.attemptEnds(span);
				}
				else {
					span.end();
				}
			}
		}
		catch (RuntimeException | LinkageError ex) {
			this.failures.log(ex);
		}
	}

	private void answered(Span span, ClientHttpResponse response) {
		if (!span.isRecording()) {
			return;
		}
		try {
			int status = response.getStatusCode().value();
			span.setAttribute(HttpAttributes.HTTP_RESPONSE_STATUS_CODE, status);
			if (status >= 400) {
				Spans.fail(span, Integer.toString(status));
			}
		}
		catch (IOException | RuntimeException ex) {
			// The application meets the same exception when it asks for the status.
			failed(span, ex);
		}
	}

	private void failed(Span span, Throwable error) {
		try {
			Spans.fail(span, error);
		}
		catch (RuntimeException | LinkageError ex) {
			this.failures.log(ex);
		}
	}

}

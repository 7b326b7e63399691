package io.github.tracingstarter.instrument.servlet;

import java.util.Collections;
import java.util.Iterator;

import io.github.tracingstarter.instrument.Instrumenter;
import io.github.tracingstarter.instrument.Spans;
import io.github.tracingstarter.instrument.http.ExcludedRequests;
import io.github.tracingstarter.measurement.RequestListeners;
import io.github.tracingstarter.propagation.TraceHeaders;
import io.github.tracingstarter.report.FailureLog;
import io.github.tracingstarter.sampling.rules.RequestHeaders;
import io.github.tracingstarter.sampling.rules.Rules;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Starts the span of a request, as a child of its caller's span.
 */
class ServerSpans {

	static final FailureLog FAILURES = new FailureLog(LogFactory.getLog(ServerSpans.class),
			"The span of a request is incomplete. The response is not affected.");

	private final Instrumenter<ServerExchange> instrumenter;

	private final TraceHeaders headers;

	private final ExcludedRequests excluded;

	private final Rules rules;

	private final boolean dropStaticResources;

	private final @Nullable RequestListeners listeners;

	ServerSpans(Instrumenter<ServerExchange> instrumenter, TraceHeaders headers, ExcludedRequests excluded, Rules rules,
			boolean dropStaticResources, @Nullable RequestListeners listeners) {
		this.instrumenter = instrumenter;
		this.headers = headers;
		this.excluded = excluded;
		this.rules = rules;
		this.dropStaticResources = dropStaticResources;
		this.listeners = listeners;
	}

	/**
	 * Starts the span of a request.
	 * @param request the request
	 * @param response the response
	 * @return the exchange, or null if its span could not be created
	 */
	@Nullable ServerExchange start(HttpServletRequest request, HttpServletResponse response) {
		Context parent = this.headers.extract(Context.root(), request, Headers.INSTANCE, ServerSpans::caller);
		boolean own = request.getAttribute(ExcludedRequests.UNTRACED) != null;
		boolean excluded = own || isExcluded(request);
		ServerExchange exchange = exchange(request, response, excluded, own ? null : this.listeners);
		Span span = (!excluded && this.instrumenter.isTraced(exchange))
				? this.instrumenter.start(starting(parent, request), exchange) : Spans.dropped(parent);
		if (span == null) {
			return null;
		}
		exchange.started(span, parent);
		return exchange;
	}

	/**
	 * Where the connection comes from, or the client that the server itself has taken
	 * from forwarded headers. Spring's filter takes whatever they say, and wraps the
	 * request.
	 */
	private static @Nullable String caller(HttpServletRequest request) {
		ServletRequest unwrapped = request;
		while (unwrapped instanceof ServletRequestWrapper wrapper) {
			unwrapped = wrapper.getRequest();
		}
		return unwrapped.getRemoteAddr();
	}

	private ServerExchange exchange(HttpServletRequest request, HttpServletResponse response, boolean excluded,
			@Nullable RequestListeners listeners) {
		boolean forFile = !excluded && this.dropStaticResources && namesFile(request.getRequestURI());
		if (listeners != null) {
			return new MeasuredExchange(request, response, this.instrumenter, forFile, listeners, excluded);
		}
		return forFile ? new FileExchange(request, response, this.instrumenter)
				: new ServerExchange(request, response, this.instrumenter);
	}

	private boolean isExcluded(HttpServletRequest request) {
		return this.excluded.contain(request.getMethod(), request.getRequestURI(), request.getContextPath())
				&& !this.rules.force(request::getHeader);
	}

	/**
	 * Adds the headers to the context in which the span starts. No other context has
	 * them, because it would retain the request.
	 */
	private Context starting(Context parent, HttpServletRequest request) {
		return this.rules.readHeaders() ? RequestHeaders.in(parent, request::getHeader) : parent;
	}

	/**
	 * Returns whether the path names a file. A page that a handler serves by forwarding
	 * to a static file is not a static resource.
	 */
	private static boolean namesFile(String path) {
		return path.indexOf('.', path.lastIndexOf('/') + 1) >= 0;
	}

	private enum Headers implements TextMapGetter<HttpServletRequest> {

		INSTANCE;

		@Override
		public Iterable<String> keys(HttpServletRequest carrier) {
			return () -> carrier.getHeaderNames().asIterator();
		}

		@Override
		public @Nullable String get(@Nullable HttpServletRequest carrier, String key) {
			return (carrier != null) ? carrier.getHeader(key) : null;
		}

		@Override
		public Iterator<String> getAll(@Nullable HttpServletRequest carrier, String key) {
			return (carrier != null) ? carrier.getHeaders(key).asIterator() : Collections.emptyIterator();
		}

	}

}

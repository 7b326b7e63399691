package io.github.tracingstarter.instrument.servlet;

import java.io.IOException;
import java.util.List;

import io.github.tracingstarter.instrument.WorkWatch;
import io.github.tracingstarter.report.FailureLog;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.context.Scope;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Creates the span of each request. Called for the request, for each asynchronous
 * dispatch and for the error page, which may be the only dispatch of a request; forwards
 * and includes belong to the same span. The span ends when the container signals that the
 * response is complete, if it can ({@link RequestCompletion}).
 */
class TracingFilter implements Filter {

	private static final FailureLog failures = new FailureLog(LogFactory.getLog(TracingFilter.class),
			"A request could not be traced and is served untraced.");

	private final ServerSpans spans;

	private final RequestSwitch requestSwitch;

	/**
	 * An array rather than a list, whose iterator would be allocated for each request.
	 */
	private final RequestCompletion[] completions;

	private final @Nullable String traceIdHeader;

	private final @Nullable WorkWatch watch;

	/**
	 * Creates the filter.
	 * @param spans starts the spans
	 * @param requestSwitch decides whether requests are traced
	 * @param completions signal when a response is complete
	 * @param traceIdHeader the header with the trace id for the caller, or null
	 * @param watch the watch to notify of the threads that work on requests, or null
	 */
	TracingFilter(ServerSpans spans, RequestSwitch requestSwitch, List<RequestCompletion> completions,
			@Nullable String traceIdHeader, @Nullable WorkWatch watch) {
		this.spans = spans;
		this.requestSwitch = requestSwitch;
		this.completions = completions.toArray(RequestCompletion[]::new);
		this.traceIdHeader = traceIdHeader;
		this.watch = watch;
	}

	@Override
	public void doFilter(ServletRequest servletRequest, ServletResponse servletResponse, FilterChain chain)
			throws IOException, ServletException {
		if (!(servletRequest instanceof HttpServletRequest request)
				|| !(servletResponse instanceof HttpServletResponse response)) {
			chain.doFilter(servletRequest, servletResponse);
			return;
		}
		ServerExchange exchange = ExchangeAttribute.of(request);
		boolean first = exchange == null;
		if (exchange == null) {
			exchange = switch (request.getDispatcherType()) {
				case REQUEST -> start(request, request, response);
				case ERROR -> ExchangeAttribute.isRefused(request) ? null
						: start(request, new RejectedRequest(request), response);
				default -> null;
			};
		}
		if (exchange == null) {
			chain.doFilter(request, response);
			return;
		}
		filter(exchange, first, request, response, chain);
	}

	private void filter(ServerExchange exchange, boolean first, HttpServletRequest request,
			HttpServletResponse response, FilterChain chain) throws IOException, ServletException {
		boolean failed = true;
		Scope scope = exchange.open();
		if (this.watch != null) {
			exchange.beginWork(this.watch, !first);
		}
		try {
			if (this.traceIdHeader != null) {
				tellTraceId(exchange, this.traceIdHeader, response);
			}
			chain.doFilter(request, response);
			failed = false;
		}
		catch (Throwable ex) {
			exchange.failed(ex, request, response);
			throw ex;
		}
		finally {
			exchange.endWork();
			exchange.readRoute(request);
			exchange.readStatus(response);
			if (!failed || !exchange.keepScope(scope, request.getDispatcherType())) {
				exchange.close(scope);
			}
			if (request.isAsyncStarted()) {
				endWhenAsyncCompletes(exchange, request, response);
			}
			else if (!exchange.isEndedByContainer() && isLast(first, request, response, failed)) {
				exchange.end(failed ? HttpServletResponse.SC_INTERNAL_SERVER_ERROR : response.getStatus());
			}
		}
	}

	/**
	 * Sends the trace id to the caller. This is done before the application is called,
	 * because it may commit the response at any time and may set the header itself. It is
	 * done again for the error page, because the headers may have been reset.
	 */
	private static void tellTraceId(ServerExchange exchange, String header, HttpServletResponse response) {
		SpanContext span = exchange.span().getSpanContext();
		if (span.isValid() && !response.containsHeader(header)) {
			response.setHeader(header, span.getTraceId());
		}
	}

	/**
	 * Returns whether a dispatch is the last one, if the container does not signal
	 * completion. The first dispatch is the last if the request is not asynchronous,
	 * apart from an error page. An asynchronous dispatch completes later, unless it fails
	 * when an error page is no longer possible.
	 */
	private static boolean isLast(boolean first, HttpServletRequest request, HttpServletResponse response,
			boolean failed) {
		return first || (request.getDispatcherType() == DispatcherType.ASYNC && failed && response.isCommitted());
	}

	private @Nullable ServerExchange start(HttpServletRequest request, HttpServletRequest described,
			HttpServletResponse response) {
		try {
			if (this.requestSwitch.isOff(described, response)) {
				ExchangeAttribute.refuse(request);
				return null;
			}
			ServerExchange exchange = this.spans.start(described, response);
			if (exchange == null) {
				return null;
			}
			for (RequestCompletion completion : this.completions) {
				completion.register(request, exchange);
			}
			ExchangeAttribute.set(request, exchange);
			return exchange;
		}
		catch (RuntimeException | LinkageError ex) {
			failures.log(ex);
			return null;
		}
	}

	private static void endWhenAsyncCompletes(ServerExchange exchange, HttpServletRequest request,
			HttpServletResponse response) {
		try {
			request.getAsyncContext().addListener(new EndOnComplete(exchange, response));
		}
		catch (IllegalStateException ex) {
			// The request was completed on another thread in the meantime.
			exchange.end(response.getStatus());
		}
	}

	private record EndOnComplete(ServerExchange exchange, HttpServletResponse response) implements AsyncListener {

		@Override
		public void onComplete(AsyncEvent event) {
			this.exchange.end(this.response.getStatus());
		}

		@Override
		public void onTimeout(AsyncEvent event) {
			this.exchange.readStatus(this.response);
		}

		@Override
		public void onError(AsyncEvent event) {
			this.exchange.readStatus(this.response);
			if (event.getThrowable() != null) {
				this.exchange.failedInContainer(event.getThrowable(), this.response.isCommitted());
			}
		}

		/**
		 * Adds the listener again, because the container forgets it when asynchronous
		 * processing restarts.
		 */
		@Override
		public void onStartAsync(AsyncEvent event) {
			event.getAsyncContext().addListener(this);
		}

	}

}

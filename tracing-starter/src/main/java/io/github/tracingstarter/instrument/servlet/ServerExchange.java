package io.github.tracingstarter.instrument.servlet;

import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.function.Consumer;

import io.github.tracingstarter.instrument.Instrumenter;
import io.github.tracingstarter.instrument.http.ForwardedRoute;
import io.github.tracingstarter.report.FailureLog;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * A request and its span, from the filter to the end of the response.
 */
class ServerExchange extends DispatchScope {

	private static final FailureLog failures = new FailureLog(LogFactory.getLog(ServerExchange.class),
			"The route of a request could not be determined. The response is not affected.");

	private static final AtomicIntegerFieldUpdater<ServerExchange> ENDED = AtomicIntegerFieldUpdater
		.newUpdater(ServerExchange.class, "ended");

	private final HttpServletRequest request;

	private final HttpServletResponse response;

	private Span span = Span.getInvalid();

	private volatile @Nullable String route;

	private volatile @Nullable ForwardedRoute forwarded;

	private volatile @Nullable Throwable error;

	/** Whether the error occurred after the head of the response had been sent. */
	private volatile boolean cutOff;

	/** The status on the wire, or 0 while it is not known. */
	private volatile int sentStatus;

	/**
	 * The status that the container reported when the exchange ended, or 0 before. Not an
	 * object, because there would be one for each request.
	 */
	private volatile int ended;

	/** Whether the application has named the span. */
	private boolean named;

	/**
	 * Creates the exchange.
	 * @param request the request
	 * @param response the response
	 * @param instrumenter creates the span
	 */
	ServerExchange(HttpServletRequest request, HttpServletResponse response,
			Instrumenter<ServerExchange> instrumenter) {
		super(instrumenter);
		this.request = request;
		this.response = response;
	}

	/**
	 * Sets the span, which was started for this exchange.
	 * @param span the span
	 * @param parent the context that holds its parent, or none
	 */
	void started(Span span, Context parent) {
		this.span = span;
		setContext(parent.with(span));
	}

	Span span() {
		return this.span;
	}

	HttpServletRequest request() {
		return this.request;
	}

	HttpServletResponse response() {
		return this.response;
	}

	@Nullable String route() {
		return this.route;
	}

	/**
	 * Returns the route of a gateway, or null if the request did not take one.
	 */
	@Nullable ForwardedRoute forwarded() {
		return this.forwarded;
	}

	/**
	 * Returns the status that the caller received.
	 */
	int status() {
		return (this.sentStatus != 0) ? this.sentStatus : this.ended;
	}

	/**
	 * Returns the final status according to the container.
	 */
	int finalStatus() {
		return this.ended;
	}

	@Nullable Throwable error() {
		return this.error;
	}

	boolean isNamed() {
		return this.named;
	}

	boolean isCutOff() {
		return this.cutOff;
	}

	/**
	 * Remembers the matched route, unless it is that of the error page, which matches a
	 * pattern of its own.
	 * @param request the request as it leaves the filter
	 */
	void readRoute(HttpServletRequest request) {
		try {
			if (this.route != null || !needsRoute() || MatchedRoute.isErrorPage(request)) {
				return;
			}
			if (MatchedRoute.isStaticResource(request)) {
				servedByResourceHandler();
			}
			else {
				String route = MatchedRoute.of(request);
				this.route = route;
				this.forwarded = MatchedRoute.forwarded(request, route);
			}
		}
		catch (RuntimeException | LinkageError ex) {
			failures.log(ex);
		}
	}

	/**
	 * Returns whether the matched route is needed.
	 */
	boolean needsRoute() {
		return this.span.isRecording();
	}

	/**
	 * Called when the handler for static resources has matched.
	 */
	void servedByResourceHandler() {
	}

	/**
	 * Remembers an exception, which may be reported from several places. An exception
	 * while the error page is rendered is not the reason for the failure, unless there is
	 * no other.
	 * @param exception the exception
	 * @param request the request that was being served
	 * @param response the response, whose head may already have been sent
	 */
	void failed(Throwable exception, HttpServletRequest request, HttpServletResponse response) {
		if (this.error == null || !MatchedRoute.isErrorPage(request)) {
			failed(exception, response.isCommitted());
		}
	}

	/**
	 * Remembers an exception that only the container caught.
	 * @param exception the exception
	 * @param committed whether the head of the response had been sent before
	 */
	void failedInContainer(Throwable exception, boolean committed) {
		if (this.error == null) {
			failed(exception, committed);
		}
	}

	private void failed(Throwable exception, boolean committed) {
		Throwable cause = (exception instanceof ServletException) ? exception.getCause() : null;
		this.error = (cause != null) ? cause : exception;
		this.cutOff = committed;
	}

	/**
	 * Remembers the status if it has been sent, because the status that a container later
	 * reports for a failed response is not the one that the caller received.
	 * @param response the response
	 */
	void readStatus(HttpServletResponse response) {
		if (this.sentStatus == 0 && response.isCommitted()) {
			this.sentStatus = response.getStatus();
		}
	}

	/**
	 * Remembers an exception that the application set on the observation of the request,
	 * as it may do with an exception that it caught itself. Called for thrown exceptions
	 * as well.
	 * @param exception the exception
	 */
	void observedError(Throwable exception) {
		if (this.error == null) {
			failed(exception, this.response.isCommitted());
		}
	}

	/**
	 * Applies the application's additions to the observation of the request.
	 * @param attributes adds the attributes
	 * @param name the name of the span, or null to use the usual name
	 */
	void observed(Consumer<Span> attributes, @Nullable String name) {
		if (this.ended != 0 || !this.span.isRecording()) {
			return;
		}
		attributes.accept(this.span);
		if (name != null) {
			this.named = true;
			this.span.updateName(name);
		}
	}

	/**
	 * Ends the span. A second call does nothing.
	 * @param finalStatus the final status according to the container
	 */
	void end(int finalStatus) {
		if (!ENDED.compareAndSet(this, 0, finalStatus)) {
			return;
		}
		ended();
		instrumenter().describe(this.span, this, this.error);
		if (!withholds(status())) {
			instrumenter().end(this.span);
		}
	}

	/**
	 * Called once when the response is complete.
	 */
	void ended() {
	}

	/**
	 * Returns whether the span is left open, so that it is not exported.
	 * @param status the final HTTP status
	 * @return whether not to end it
	 */
	boolean withholds(int status) {
		return false;
	}

}

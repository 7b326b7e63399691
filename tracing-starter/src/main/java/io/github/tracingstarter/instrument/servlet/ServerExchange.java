package io.github.tracingstarter.instrument.servlet;

import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.function.Consumer;

import io.github.tracingstarter.instrument.Instrumenter;
import io.github.tracingstarter.report.FailureLog;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.web.servlet.HandlerMapping;

/**
 * A request and its span, from the filter to the end of the response. Held by the request
 * as an attribute, since asynchronous dispatches and the error page come back to it.
 */
class ServerExchange {

	private static final String ATTRIBUTE = ServerExchange.class.getName();

	private static final String RESOURCE_HANDLER = "org.springframework.web.servlet.resource.ResourceHttpRequestHandler";

	private static final FailureLog failures = new FailureLog(LogFactory.getLog(ServerExchange.class),
			"The route of a request could not be found; the response is not affected.");

	/** A placeholder for an exchange that the container is going to end. */
	private static final Object EXPECTED = new Object();

	/** Stands in place of the exchange of a request that is to have none. */
	private static final Object REFUSED = new Object();

	private static final AtomicIntegerFieldUpdater<ServerExchange> ENDED = AtomicIntegerFieldUpdater
		.newUpdater(ServerExchange.class, "ended");

	private final HttpServletRequest request;

	private final HttpServletResponse response;

	private final Instrumenter<ServerExchange> instrumenter;

	private Span span = Span.getInvalid();

	private Context context = Context.root();

	private volatile @Nullable String route;

	private volatile @Nullable Throwable error;

	/** Whether the error came when the caller had the head of the response already. */
	private volatile boolean cutOff;

	/** The status on the wire, or 0 as long as that is not known. */
	private volatile int sentStatus;

	/**
	 * The status as the container knew it when the exchange ended, or 0 before. Not an
	 * object, as there is one for each request.
	 */
	private volatile int ended;

	/** Whether the application named the span. */
	private boolean named;

	private boolean endedByContainer;

	private boolean scopeReleased;

	private @Nullable Scope keptScope;

	/**
	 * Creates the exchange.
	 * @param request the request
	 * @param response the response
	 * @param instrumenter makes the span
	 */
	ServerExchange(HttpServletRequest request, HttpServletResponse response,
			Instrumenter<ServerExchange> instrumenter) {
		this.request = request;
		this.response = response;
		this.instrumenter = instrumenter;
	}

	/**
	 * Sets the span, which was started for this exchange.
	 * @param span the span
	 * @param parent the context that holds its parent, or none
	 */
	void started(Span span, Context parent) {
		this.span = span;
		this.context = parent.with(span);
	}

	/**
	 * Tells that the container will end the exchange of a request, in case it gets one.
	 * @param request a request that has none yet
	 */
	static void expect(HttpServletRequest request) {
		request.setAttribute(ATTRIBUTE, EXPECTED);
	}

	static boolean isExpected(HttpServletRequest request) {
		return request.getAttribute(ATTRIBUTE) == EXPECTED;
	}

	/**
	 * Tells that a request is to have no span, nor its error page.
	 * @param request a request that has no exchange
	 */
	static void refuse(HttpServletRequest request) {
		request.setAttribute(ATTRIBUTE, REFUSED);
	}

	static boolean isRefused(HttpServletRequest request) {
		return request.getAttribute(ATTRIBUTE) == REFUSED;
	}

	static @Nullable ServerExchange of(HttpServletRequest request) {
		return (request.getAttribute(ATTRIBUTE) instanceof ServerExchange exchange) ? exchange : null;
	}

	void attachTo(HttpServletRequest request) {
		request.setAttribute(ATTRIBUTE, this);
	}

	Context context() {
		return this.context;
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
	 * The status that the caller got.
	 */
	int status() {
		return (this.sentStatus != 0) ? this.sentStatus : this.ended;
	}

	/**
	 * The status as the container knows it in the end.
	 */
	int finalStatus() {
		return this.ended;
	}

	boolean isNamed() {
		return this.named;
	}

	boolean isCutOff() {
		return this.cutOff;
	}

	/**
	 * Opens the scope of the span.
	 */
	Scope open() {
		return this.instrumenter.open(context());
	}

	/**
	 * Closes a scope of {@link #open}.
	 */
	void close(Scope scope) {
		this.instrumenter.close(scope);
	}

	/**
	 * Tells that the container will call {@link #end}, after the error page.
	 */
	void setEndedByContainer() {
		this.endedByContainer = true;
	}

	boolean isEndedByContainer() {
		return this.endedByContainer;
	}

	/**
	 * Tells that the container will also call {@link #releaseScope()}, on the thread of
	 * each dispatch.
	 */
	void setScopeReleasedByContainer() {
		this.scopeReleased = true;
	}

	/**
	 * Keeps a scope open until the container has logged the exception and rendered the
	 * error page, so that both belong to the trace.
	 * @param scope the scope of a dispatch that failed
	 * @param dispatcherType the kind of that dispatch; an error page may be rendered
	 * where no valve is around it
	 * @return false if nobody would release it
	 */
	boolean keepScope(Scope scope, DispatcherType dispatcherType) {
		if (!this.scopeReleased || dispatcherType == DispatcherType.ERROR) {
			return false;
		}
		releaseScope();
		this.keptScope = scope;
		return true;
	}

	void releaseScope() {
		Scope scope = this.keptScope;
		if (scope != null) {
			this.keptScope = null;
			close(scope);
		}
	}

	/**
	 * Remembers what matched, unless it was the error page, which matches a pattern of
	 * its own.
	 * @param request the request on its way out of the filter
	 */
	void readRoute(HttpServletRequest request) {
		try {
			if (this.route == null && this.span.isRecording() && !isErrorPage(request)) {
				findRoute(request);
			}
		}
		catch (RuntimeException | LinkageError ex) {
			failures.log(ex);
		}
	}

	private void findRoute(HttpServletRequest request) {
		Object pattern = request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE);
		if (pattern == null) {
			return;
		}
		Object handler = request.getAttribute(HandlerMapping.BEST_MATCHING_HANDLER_ATTRIBUTE);
		if (handler != null && handler.getClass().getName().equals(RESOURCE_HANDLER)) {
			servedByResourceHandler();
			return;
		}
		String prefix = request.getContextPath() + servletPrefix(request);
		this.route = prefix.isEmpty() ? pattern.toString() : prefix + pattern;
	}

	/**
	 * Not by the kind of the dispatch: containers and filters also forward to error
	 * pages, and include them behind a head that is on its way.
	 */
	private static boolean isErrorPage(HttpServletRequest request) {
		return request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) != null;
	}

	/**
	 * Told when the handler for static resources matched.
	 */
	void servedByResourceHandler() {
	}

	/**
	 * The path of a servlet mapped to {@code /path/*}: patterns are relative to it.
	 */
	private static String servletPrefix(HttpServletRequest request) {
		return (request.getPathInfo() != null) ? request.getServletPath() : "";
	}

	/**
	 * Remembers an exception, however many places meet it. What fails while the error
	 * page is rendered is no reason of the failure, unless there is no other.
	 * @param exception what was thrown
	 * @param request the request that was being answered
	 * @param response the response, whose head may be on its way already
	 */
	void failed(Throwable exception, HttpServletRequest request, HttpServletResponse response) {
		if (this.error == null || !isErrorPage(request)) {
			failed(exception, response.isCommitted());
		}
	}

	/**
	 * Remembers an exception that only the container met.
	 * @param exception what it says
	 * @param committed whether the head of the response was sent before
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
	 * Remembers the status if it is on its way: what a container calls the status of a
	 * failed response later is not what the caller got.
	 * @param response the response
	 */
	void readStatus(HttpServletResponse response) {
		if (this.sentStatus == 0 && response.isCommitted()) {
			this.sentStatus = response.getStatus();
		}
	}

	/**
	 * Remembers an exception that the application gave to the observation of the request,
	 * as it may do with one that it caught itself. One that is thrown comes here as well.
	 * @param exception what it says
	 */
	void observedError(Throwable exception) {
		if (this.error == null) {
			failed(exception, this.response.isCommitted());
		}
	}

	/**
	 * Takes what the application gave to the observation of the request.
	 * @param attributes adds the attributes
	 * @param name the name of the span, or null where it is to have the usual one
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
	 * @param finalStatus the status as the container knows it in the end
	 */
	void end(int finalStatus) {
		if (!ENDED.compareAndSet(this, 0, finalStatus)) {
			return;
		}
		this.instrumenter.describe(this.span, this, this.error);
		if (!withholds(status())) {
			this.instrumenter.end(this.span);
		}
	}

	/**
	 * Whether the span stays open, so that it is not exported.
	 * @param status the final HTTP status
	 * @return whether not to end it
	 */
	boolean withholds(int status) {
		return false;
	}

}

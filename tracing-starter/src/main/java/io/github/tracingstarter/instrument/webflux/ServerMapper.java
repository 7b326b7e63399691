package io.github.tracingstarter.instrument.webflux;

import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;

import io.github.tracingstarter.WebFluxSpanCustomizer;
import io.github.tracingstarter.instrument.Instrumenter;
import io.github.tracingstarter.instrument.ObservationMapper;
import io.github.tracingstarter.instrument.ProvisionalSpan;
import io.github.tracingstarter.instrument.SpanNames;
import io.github.tracingstarter.instrument.Spans;
import io.github.tracingstarter.instrument.http.ExcludedRequests;
import io.github.tracingstarter.instrument.http.ForwardedRoute;
import io.github.tracingstarter.instrument.http.HeaderCapture;
import io.github.tracingstarter.instrument.http.HttpMethods;
import io.github.tracingstarter.instrument.http.IpAddresses;
import io.github.tracingstarter.instrument.http.ObservationDetails;
import io.github.tracingstarter.instrument.http.ProtocolVersion;
import io.github.tracingstarter.instrument.http.Server;
import io.github.tracingstarter.redaction.ExceptionEvent;
import io.github.tracingstarter.redaction.UrlRedaction;
import io.github.tracingstarter.sampling.rules.RequestHeaders;
import io.github.tracingstarter.sampling.rules.Rules;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import io.opentelemetry.semconv.ClientAttributes;
import io.opentelemetry.semconv.ExceptionAttributes;
import io.opentelemetry.semconv.HttpAttributes;
import io.opentelemetry.semconv.NetworkAttributes;
import io.opentelemetry.semconv.UrlAttributes;
import io.opentelemetry.semconv.UserAgentAttributes;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.RequestPath;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.observation.ServerRequestObservationContext;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.reactive.resource.ResourceWebHandler;
import org.springframework.web.util.DisconnectedClientHelper;

/**
 * The name and the attributes of the span of a request to a WebFlux application.
 */
final class ServerMapper implements ObservationMapper<ServerRequestObservationContext> {

	private final SpanNames names = new SpanNames();

	private final UrlRedaction redaction;

	private final HeaderCapture headers;

	private final ObservationDetails details;

	private final ExcludedRequests excluded;

	private final Rules rules;

	private final boolean excludeStaticResources;

	private final List<WebFluxSpanCustomizer> customizers;

	/**
	 * Creates the mapper.
	 * @param redaction removes secrets from paths and queries
	 * @param headers the headers to add
	 * @param details distinguishes the application's names from Spring's
	 * @param excluded the requests that are not traced
	 * @param rules the application's rules, which may read headers
	 * @param excludeStaticResources whether the spans of static files are withheld
	 * @param customizers the application's customizers, in their order
	 */
	ServerMapper(UrlRedaction redaction, HeaderCapture headers, ObservationDetails details, ExcludedRequests excluded,
			Rules rules, boolean excludeStaticResources, List<WebFluxSpanCustomizer> customizers) {
		this.redaction = redaction;
		this.headers = headers;
		this.details = details;
		this.excluded = excluded;
		this.rules = rules;
		this.excludeStaticResources = excludeStaticResources;
		this.customizers = customizers;
	}

	@Override
	public Class<ServerRequestObservationContext> contextType() {
		return ServerRequestObservationContext.class;
	}

	@Override
	public boolean isExcluded(ServerRequestObservationContext context) {
		ServerHttpRequest request = context.getCarrier();
		if (request == null) {
			return false;
		}
		RequestPath path = request.getPath();
		return this.excluded.contain(request.getMethod().name(), path.value(), path.contextPath().value())
				&& !this.rules.force(request.getHeaders()::getFirst);
	}

	@Override
	public boolean isCalled() {
		return true;
	}

	@Override
	public @Nullable String caller(ServerRequestObservationContext context) {
		ServerHttpRequest request = context.getCarrier();
		return (request != null) ? NativeRequests.caller(request) : null;
	}

	@Override
	public Context starting(ServerRequestObservationContext context, Context parent) {
		ServerHttpRequest request = context.getCarrier();
		return (request != null && this.rules.readHeaders()) ? RequestHeaders.in(parent, request.getHeaders()::getFirst)
				: parent;
	}

	@Override
	public <O> Instrumenter<O> customized(Instrumenter<O> instrumenter,
			Function<O, ServerRequestObservationContext> context) {
		return this.customizers.isEmpty() ? instrumenter
				: instrumenter.with(this.customizers,
						(request) -> Objects.requireNonNull(context.apply(request).getCarrier()),
						(request) -> context.apply(request).getResponse());
	}

	@Override
	public @Nullable Throwable error(ServerRequestObservationContext context) {
		return errorOf(context);
	}

	private static @Nullable Throwable errorOf(ServerRequestObservationContext context) {
		Throwable error = context.getError();
		HandledException handled = context.get(HandledException.class);
		return (error == null && handled != null) ? handled.exception() : error;
	}

	@Override
	public String name(ServerRequestObservationContext context) {
		return HttpMethods.inName(method(context));
	}

	@Override
	public void describe(ServerRequestObservationContext context, AttributesBuilder attributes) {
		ServerHttpRequest request = context.getCarrier();
		if (request == null) {
			return;
		}
		HttpMethods.describe(request.getMethod().name(), attributes);
		URI uri = request.getURI();
		attributes.put(UrlAttributes.URL_PATH, this.redaction.redactPath(request.getPath().value()));
		put(attributes, UrlAttributes.URL_SCHEME, uri.getScheme());
		Server server = Server.of(uri);
		if (server != null) {
			server.describe(attributes);
		}
		put(attributes, ClientAttributes.CLIENT_ADDRESS, address(request.getRemoteAddress()));
		String protocol = NativeRequests.protocol(request);
		if (protocol != null) {
			attributes.put(NetworkAttributes.NETWORK_PROTOCOL_VERSION, ProtocolVersion.of(protocol));
		}
		String query = uri.getRawQuery();
		if (query != null) {
			attributes.put(UrlAttributes.URL_QUERY, this.redaction.redactQuery(query));
		}
		put(attributes, UserAgentAttributes.USER_AGENT_ORIGINAL, request.getHeaders().getFirst("User-Agent"));
		if (this.headers.hasRequestHeaders()) {
			this.headers.addRequestHeaders(request.getHeaders()::get, attributes::put);
		}
	}

	private static void put(AttributesBuilder attributes, AttributeKey<String> key, @Nullable String value) {
		if (value != null) {
			attributes.put(key, value);
		}
	}

	/**
	 * Returns the client's address, which is unresolved if it comes from forwarded
	 * headers.
	 */
	private static @Nullable String address(@Nullable InetSocketAddress client) {
		if (client == null) {
			return null;
		}
		return IpAddresses
			.canonical((client.getAddress() != null) ? client.getAddress().getHostAddress() : client.getHostString());
	}

	/**
	 * Does not mark the span as failed, because that depends on the response. An
	 * exception passed to this method was turned into a response; any other is only in
	 * the context.
	 */
	@Override
	public void fail(ServerRequestObservationContext context, Span span, Throwable error) {
		context.put(Answered.class, Answered.INSTANCE);
	}

	@Override
	public void complete(ServerRequestObservationContext context, Span span) {
		nameAfterRoute(context, span);
		int status = status(context);
		if (status > 0) {
			span.setAttribute(HttpAttributes.HTTP_RESPONSE_STATUS_CODE, (long) status);
		}
		Throwable error = error(context);
		if (error == null) {
			if (status >= 500) {
				Spans.fail(span, Integer.toString(status));
			}
		}
		else if (isFailed(context, status, error)) {
			Spans.fail(span, error);
		}
		else {
			// Without the message, which quotes what the client sent.
			span.addEvent("exception", Attributes.of(ExceptionAttributes.EXCEPTION_TYPE, ExceptionEvent.typeOf(error)));
		}
		ServerHttpResponse response = context.getResponse();
		if (this.headers.hasResponseHeaders() && response != null) {
			this.headers.addResponseHeaders(response.getHeaders()::get, span::setAttribute);
		}
	}

	private void nameAfterRoute(ServerRequestObservationContext context, Span span) {
		String route = route(context);
		ForwardedRoute forwarded = context.get(ForwardedRoute.class);
		String target = (forwarded != null) ? forwarded.target() : route;
		if (target != null) {
			span.updateName(this.names.of(name(context), target));
		}
		if (route != null) {
			span.setAttribute(HttpAttributes.HTTP_ROUTE, route);
		}
		if (forwarded != null) {
			span.setAttribute(ForwardedRoute.ROUTE_ID, forwarded.id());
		}
	}

	private static boolean isFailed(ServerRequestObservationContext context, int status, Throwable error) {
		return status >= 500 || (isCutOff(context) && !DisconnectedClientHelper.isClientDisconnectedException(error));
	}

	/**
	 * Returns the error type of a request.
	 * @param context the context of a stopping observation
	 * @return the error type of the span, or null if the request did not fail
	 */
	static @Nullable String errorType(ServerRequestObservationContext context) {
		int status = status(context);
		Throwable error = errorOf(context);
		if (error == null) {
			return (status >= 500) ? Integer.toString(status) : null;
		}
		return isFailed(context, status, error) ? ExceptionEvent.typeOf(error) : null;
	}

	/**
	 * Returns whether the exception cut off a response instead of becoming one.
	 */
	private static boolean isCutOff(ServerRequestObservationContext context) {
		if (context.getError() != null) {
			return !context.containsKey(Answered.class);
		}
		HandledException handled = context.get(HandledException.class);
		return handled != null && handled.cutOff();
	}

	/**
	 * The route of a gateway comes before the handler that answers where the upstream
	 * does not.
	 */
	static @Nullable String route(ServerRequestObservationContext context) {
		ForwardedRoute forwarded = context.get(ForwardedRoute.class);
		if (forwarded != null) {
			return forwarded.pattern();
		}
		ServerHttpRequest request = context.getCarrier();
		String pattern = context.getPathPattern();
		if (request == null || pattern == null || isStaticResource(context)) {
			return null;
		}
		String prefix = request.getPath().contextPath().value();
		return prefix.isEmpty() ? pattern : prefix + pattern;
	}

	private static boolean isStaticResource(ServerRequestObservationContext context) {
		return context.getAttributes()
			.get(HandlerMapping.BEST_MATCHING_HANDLER_ATTRIBUTE) instanceof ResourceWebHandler;
	}

	/**
	 * Returns the status that the client received, or 0 if it disconnected first.
	 */
	static int status(ServerRequestObservationContext context) {
		ServerHttpResponse response = context.getResponse();
		if (response == null || (context.isConnectionAborted() && !response.isCommitted())) {
			return 0;
		}
		try {
			HttpStatusCode status = response.getStatusCode();
			return (status != null) ? status.value() : 200;
		}
		catch (IllegalStateException ex) {
			// Spring asks the server for the status only if none was set. Tomcat may
			// already have recycled its response when a canceled request ends.
			return 200;
		}
	}

	@Override
	public @Nullable ProvisionalSpan provisional(ServerRequestObservationContext context, Context parent) {
		return isForFile(context) ? new ProvisionalSpan(parent) : null;
	}

	@Override
	public boolean isWithheld(ServerRequestObservationContext context, Span span) {
		return isForFile(context) && isStaticResource(context) && status(context) < 400;
	}

	private boolean isForFile(ServerRequestObservationContext context) {
		ServerHttpRequest request = context.getCarrier();
		return this.excludeStaticResources && request != null && namesFile(request.getPath().value());
	}

	private static boolean namesFile(String path) {
		return path.indexOf('.', path.lastIndexOf('/') + 1) >= 0;
	}

	@Override
	public Set<String> replacedKeys() {
		return ObservationDetails.KNOWN;
	}

	@Override
	public @Nullable String replacedName(ServerRequestObservationContext context) {
		return (this.details.name(context, method(context), context.getPathPattern()) == null)
				? context.getContextualName() : null;
	}

	static String method(ServerRequestObservationContext context) {
		ServerHttpRequest request = context.getCarrier();
		return (request != null) ? request.getMethod().name() : "";
	}

	/**
	 * Marks an observation whose exception was turned into a response.
	 */
	private enum Answered {

		INSTANCE

	}

}

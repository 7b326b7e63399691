package io.github.tracingstarter.instrument.servlet;

import java.util.Collection;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;

import io.github.tracingstarter.instrument.SpanConvention;
import io.github.tracingstarter.instrument.SpanNames;
import io.github.tracingstarter.instrument.Spans;
import io.github.tracingstarter.instrument.http.ForwardedRoute;
import io.github.tracingstarter.instrument.http.HeaderCapture;
import io.github.tracingstarter.instrument.http.HttpMethods;
import io.github.tracingstarter.instrument.http.IpAddresses;
import io.github.tracingstarter.instrument.http.ProtocolVersion;
import io.github.tracingstarter.redaction.ExceptionEvent;
import io.github.tracingstarter.redaction.UrlRedaction;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.semconv.ClientAttributes;
import io.opentelemetry.semconv.ExceptionAttributes;
import io.opentelemetry.semconv.HttpAttributes;
import io.opentelemetry.semconv.NetworkAttributes;
import io.opentelemetry.semconv.ServerAttributes;
import io.opentelemetry.semconv.UrlAttributes;
import io.opentelemetry.semconv.UserAgentAttributes;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.web.util.DisconnectedClientHelper;

/**
 * The name and the attributes of the span of a request.
 */
final class ServerConvention implements SpanConvention<ServerExchange> {

	private final SpanNames names = new SpanNames();

	private final UrlRedaction redaction;

	private final HeaderCapture headers;

	ServerConvention(UrlRedaction redaction, HeaderCapture headers) {
		this.redaction = redaction;
		this.headers = headers;
	}

	@Override
	public String name(ServerExchange exchange) {
		return HttpMethods.inName(exchange.request().getMethod());
	}

	@Override
	public SpanKind kind(ServerExchange exchange) {
		return SpanKind.SERVER;
	}

	@Override
	public void start(ServerExchange exchange, SpanBuilder span) {
		HttpServletRequest request = exchange.request();
		HttpMethods.describe(request.getMethod(), span);
		span.setAttribute(UrlAttributes.URL_PATH, this.redaction.redactPath(request.getRequestURI()));
		span.setAttribute(UrlAttributes.URL_SCHEME, request.getScheme());
		span.setAttribute(ClientAttributes.CLIENT_ADDRESS, IpAddresses.canonical(request.getRemoteAddr()));
		// In AWS's serverless container, these are null if the event does not have them.
		String server = request.getServerName();
		if (server != null) {
			span.setAttribute(ServerAttributes.SERVER_ADDRESS, IpAddresses.canonical(server));
			span.setAttribute(ServerAttributes.SERVER_PORT, (long) request.getServerPort());
		}
		String protocol = request.getProtocol();
		if (protocol != null) {
			span.setAttribute(NetworkAttributes.NETWORK_PROTOCOL_VERSION, ProtocolVersion.of(protocol));
		}
		String query = request.getQueryString();
		if (query != null) {
			span.setAttribute(UrlAttributes.URL_QUERY, this.redaction.redactQuery(query));
		}
		String userAgent = request.getHeader("User-Agent");
		if (userAgent != null) {
			span.setAttribute(UserAgentAttributes.USER_AGENT_ORIGINAL, userAgent);
		}
		if (this.headers.hasRequestHeaders()) {
			this.headers.addRequestHeaders((name) -> values(request, name), span::setAttribute);
		}
	}

	@Override
	public void end(ServerExchange exchange, Span span, @Nullable Throwable error) {
		String route = exchange.route();
		ForwardedRoute forwarded = exchange.forwarded();
		String target = (forwarded != null) ? forwarded.target() : route;
		if (target != null && !exchange.isNamed()) {
			span.updateName(this.names.of(name(exchange), target));
		}
		if (route != null) {
			span.setAttribute(HttpAttributes.HTTP_ROUTE, route);
		}
		if (forwarded != null) {
			span.setAttribute(ForwardedRoute.ROUTE_ID, forwarded.id());
		}
		int status = exchange.status();
		span.setAttribute(HttpAttributes.HTTP_RESPONSE_STATUS_CODE, (long) status);
		if (error == null) {
			if (isFailed(exchange)) {
				Spans.fail(span, Integer.toString(exchange.finalStatus()));
			}
		}
		else if (isFailed(exchange, error)) {
			Spans.fail(span, error);
		}
		else {
			recordHandled(span, error);
		}
		if (this.headers.hasResponseHeaders()) {
			this.headers.addResponseHeaders(exchange.response()::getHeaders, span::setAttribute);
		}
	}

	private static boolean isFailed(ServerExchange exchange) {
		return exchange.status() >= 500 || exchange.finalStatus() >= 500;
	}

	private static boolean isFailed(ServerExchange exchange, Throwable error) {
		return exchange.status() >= 500
				|| (exchange.isCutOff() && !DisconnectedClientHelper.isClientDisconnectedException(error));
	}

	/**
	 * Returns the error type of a request.
	 * @param exchange the request
	 * @param error the exception that occurred, or null
	 * @return the error type of the span, or null if the request did not fail
	 */
	static @Nullable String errorType(ServerExchange exchange, @Nullable Throwable error) {
		if (error == null) {
			return isFailed(exchange) ? Integer.toString(exchange.finalStatus()) : null;
		}
		return isFailed(exchange, error) ? ExceptionEvent.typeOf(error) : null;
	}

	private static Collection<String> values(HttpServletRequest request, String name) {
		Enumeration<String> values = request.getHeaders(name);
		return (values != null) ? Collections.list(values) : List.of();
	}

	/**
	 * Records only the type of an exception that became a response, because its message
	 * may quote what the client sent: after a failed validation, it contains the rejected
	 * password.
	 */
	private static void recordHandled(Span span, Throwable error) {
		span.addEvent("exception", Attributes.of(ExceptionAttributes.EXCEPTION_TYPE, ExceptionEvent.typeOf(error)));
	}

}

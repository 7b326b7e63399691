package io.github.tracingstarter.instrument.faas;

import io.github.tracingstarter.instrument.Spans;
import io.github.tracingstarter.instrument.http.HttpMethods;
import io.github.tracingstarter.instrument.http.IpAddresses;
import io.github.tracingstarter.redaction.UrlRedaction;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.semconv.ClientAttributes;
import io.opentelemetry.semconv.HttpAttributes;
import io.opentelemetry.semconv.UrlAttributes;
import io.opentelemetry.semconv.UserAgentAttributes;
import org.jspecify.annotations.Nullable;

/**
 * The attributes of requests that start invocations, on all platforms.
 */
final class Requests {

	/** The first status that is a failure, and the one after an exception. */
	static final int INTERNAL_SERVER_ERROR = 500;

	private Requests() {
	}

	/**
	 * Describes a request.
	 * @param span the span that takes the attributes
	 * @param method the method
	 * @param route the pattern that the request has matched
	 * @param userAgent the header of that name
	 */
	static void describe(SpanBuilder span, @Nullable String method, @Nullable String route,
			@Nullable String userAgent) {
		if (method != null) {
			HttpMethods.describe(method, span);
		}
		if (route != null) {
			span.setAttribute(HttpAttributes.HTTP_ROUTE, route);
		}
		if (userAgent != null) {
			span.setAttribute(UserAgentAttributes.USER_AGENT_ORIGINAL, userAgent);
		}
	}

	/**
	 * Describes the URL of a request, without its server.
	 * @param span the span that takes the attributes
	 * @param redaction removes secrets
	 * @param scheme the scheme
	 * @param path the encoded path
	 * @param query the encoded query
	 */
	static void describeUrl(SpanBuilder span, UrlRedaction redaction, @Nullable String scheme, @Nullable String path,
			@Nullable String query) {
		if (scheme != null) {
			span.setAttribute(UrlAttributes.URL_SCHEME, scheme);
		}
		if (path != null) {
			span.setAttribute(UrlAttributes.URL_PATH, redaction.redactPath(path));
		}
		if (query != null) {
			span.setAttribute(UrlAttributes.URL_QUERY, redaction.redactQuery(query));
		}
	}

	/**
	 * Adds the address of a client.
	 * @param span the span that takes the attribute
	 * @param address the address, or null if it is not known
	 */
	static void describeClient(SpanBuilder span, @Nullable String address) {
		if (address != null) {
			span.setAttribute(ClientAttributes.CLIENT_ADDRESS, IpAddresses.canonical(address));
		}
	}

	/**
	 * Returns the address that the server in front of a function has appended to
	 * {@code X-Forwarded-For}. Azure, and load balancers of AWS if they are told to, add
	 * the port. What is before it can be anything.
	 * @param header the value of the header
	 * @return the address without its port, or null if there is none
	 */
	static @Nullable String lastForwarded(@Nullable String header) {
		if (header == null) {
			return null;
		}
		String last = header.substring(header.lastIndexOf(',') + 1).strip();
		int colon = last.lastIndexOf(':');
		boolean hasPort = colon > 0 && (last.indexOf(':') == colon || last.charAt(colon - 1) == ']');
		String address = hasPort ? last.substring(0, colon) : last;
		return address.isEmpty() ? null : address;
	}

	/**
	 * Adds the status of an answer, which fails the span from 500.
	 * @param span the span
	 * @param status the status
	 */
	static void answered(Span span, int status) {
		span.setAttribute(HttpAttributes.HTTP_RESPONSE_STATUS_CODE, (long) status);
		if (status >= INTERNAL_SERVER_ERROR) {
			Spans.fail(span, Integer.toString(status));
		}
	}

}

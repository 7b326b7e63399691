package io.github.tracingstarter.instrument.http;

import java.util.Set;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.semconv.HttpAttributes;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP methods as used in span names and attributes. Unknown methods appear in
 * neither names nor {@code http.request.method}, because callers can invent any number of
 * them.
 */
public final class HttpMethods {

	private static final String OTHER = "_OTHER";

	private static final Set<String> KNOWN = Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE",
			"CONNECT", "QUERY");

	private HttpMethods() {
	}

	/**
	 * Returns the name of a method as used in the name of a span.
	 * @param method the method
	 * @return the method if it is known, or else {@code HTTP}
	 */
	public static String inName(String method) {
		return KNOWN.contains(method) ? method : "HTTP";
	}

	/**
	 * Returns the name of a method as used in attributes.
	 * @param method the method
	 * @return the method if it is known, or else {@code _OTHER}
	 */
	public static String known(String method) {
		return KNOWN.contains(method) ? method : OTHER;
	}

	/**
	 * Returns the method in the attributes of a span.
	 * @param attributes the attributes of the span
	 * @return the method, or null if there is none
	 */
	static @Nullable String of(Attributes attributes) {
		String original = attributes.get(HttpAttributes.HTTP_REQUEST_METHOD_ORIGINAL);
		return (original != null) ? original : attributes.get(HttpAttributes.HTTP_REQUEST_METHOD);
	}

	/**
	 * Sets the attributes of a method.
	 * @param method the method
	 * @param span the builder that takes the attributes
	 */
	public static void describe(String method, SpanBuilder span) {
		if (KNOWN.contains(method)) {
			span.setAttribute(HttpAttributes.HTTP_REQUEST_METHOD, method);
		}
		else {
			span.setAttribute(HttpAttributes.HTTP_REQUEST_METHOD, OTHER);
			span.setAttribute(HttpAttributes.HTTP_REQUEST_METHOD_ORIGINAL, method);
		}
	}

	/**
	 * Adds the attributes of a method.
	 * @param method the method
	 * @param attributes the builder that takes the attributes
	 */
	public static void describe(String method, AttributesBuilder attributes) {
		if (KNOWN.contains(method)) {
			attributes.put(HttpAttributes.HTTP_REQUEST_METHOD, method);
		}
		else {
			attributes.put(HttpAttributes.HTTP_REQUEST_METHOD, OTHER);
			attributes.put(HttpAttributes.HTTP_REQUEST_METHOD_ORIGINAL, method);
		}
	}

}

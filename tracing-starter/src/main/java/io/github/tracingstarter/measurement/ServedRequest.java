package io.github.tracingstarter.measurement;

import io.opentelemetry.context.Context;
import org.jspecify.annotations.Nullable;

/**
 * A request that the application has served.
 */
public interface ServedRequest {

	/**
	 * Returns the method.
	 * @return the method, or {@code _OTHER} if it is not known
	 */
	String method();

	/**
	 * Returns the pattern that the path matched.
	 * @return the route with the context path, or null if nothing or only the handler for
	 * static resources matched
	 */
	@Nullable String route();

	/**
	 * Returns the scheme.
	 * @return the scheme, such as {@code https}, or null if it is not known
	 */
	@Nullable String scheme();

	/**
	 * Returns the version of HTTP.
	 * @return the version, such as {@code 1.1}, or null if it is not known
	 */
	@Nullable String protocolVersion();

	/**
	 * Returns the status that the caller received.
	 * @return the status, or 0 if the caller disconnected before there was one
	 */
	int status();

	/**
	 * Returns the error type, as in {@code error.type} of the span.
	 * @return the type of an exception, or the status, or null if the request did not
	 * fail
	 */
	@Nullable String errorType();

	/**
	 * Returns the duration.
	 * @return the time in nanoseconds, until the end of the response
	 */
	long nanos();

	/**
	 * Returns the context of the request.
	 * @return the context with its span, which may be one that is not recorded
	 */
	Context trace();

	/**
	 * Returns whether the request is excluded: by {@code tracing.web.exclude}, or because
	 * it is for an endpoint of Actuator or a static resource.
	 * @return whether it was excluded from tracing
	 */
	boolean isExcluded();

}

package io.github.tracingstarter.measurement;

import io.opentelemetry.context.Context;
import org.jspecify.annotations.Nullable;

/**
 * A request that the application has served.
 */
public interface ServedRequest {

	/**
	 * The method.
	 * @return the method, or {@code _OTHER} if it is not known
	 */
	String method();

	/**
	 * The pattern that the path matched.
	 * @return the route with the context path, or null if nothing matched, or the handler
	 * for static resources
	 */
	@Nullable String route();

	/**
	 * The scheme.
	 * @return the scheme, such as {@code https}, or null if it is not known
	 */
	@Nullable String scheme();

	/**
	 * The version of HTTP.
	 * @return the version, such as {@code 1.1}, or null if it is not known
	 */
	@Nullable String protocolVersion();

	/**
	 * The status that the caller got.
	 * @return the status, or 0 if the caller left before there was one
	 */
	int status();

	/**
	 * What the failure is called, as {@code error.type} of the span.
	 * @return the type of an exception, or the status, or null if the request did not
	 * fail
	 */
	@Nullable String errorType();

	/**
	 * How long it took.
	 * @return the time in nanoseconds, up to the end of the response
	 */
	long nanos();

	/**
	 * The context of the request.
	 * @return the context with its span, which may be one that is not recorded
	 */
	Context trace();

	/**
	 * Whether the application is not interested in it: {@code tracing.web.exclude}, the
	 * endpoints of Actuator, static resources.
	 * @return whether it was excluded from tracing
	 */
	boolean isExcluded();

}

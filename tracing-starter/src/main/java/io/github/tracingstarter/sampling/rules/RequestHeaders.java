package io.github.tracingstarter.sampling.rules;

import io.opentelemetry.context.Context;
import io.opentelemetry.context.ContextKey;
import org.jspecify.annotations.Nullable;

/**
 * The headers of a request while its span starts. They are only in the context in which
 * it starts, because a server reuses the object of a request.
 */
@FunctionalInterface
public interface RequestHeaders {

	/**
	 * The key of the headers in a context.
	 */
	ContextKey<RequestHeaders> KEY = ContextKey.named("io.github.tracingstarter.request-headers");

	/**
	 * Returns the first value of a header.
	 * @param name the name, in any case
	 * @return the value, or null if there is no such header
	 */
	@Nullable String get(String name);

	/**
	 * Adds the headers to a context.
	 * @param context the context that holds the parent, or none
	 * @param headers the headers
	 * @return the context in which the span starts
	 */
	static Context in(Context context, RequestHeaders headers) {
		return context.with(KEY, headers);
	}

}

package io.github.tracingstarter.sampling.rules;

import io.opentelemetry.context.Context;
import io.opentelemetry.context.ContextKey;
import org.jspecify.annotations.Nullable;

/**
 * The headers of a request while its span starts. They are in the context in which it
 * starts and in no other, as a server uses the object of a request again.
 */
@FunctionalInterface
public interface RequestHeaders {

	/**
	 * The key of the headers in a context.
	 */
	ContextKey<RequestHeaders> KEY = ContextKey.named("io.github.tracingstarter.request-headers");

	/**
	 * The first value of a header.
	 * @param name the name, in any case
	 * @return the value, or null if there is no such header
	 */
	@Nullable String get(String name);

	/**
	 * Puts the headers into a context.
	 * @param context the context that holds the parent, or none
	 * @param headers the headers
	 * @return the context in which the span starts
	 */
	static Context in(Context context, RequestHeaders headers) {
		return context.with(KEY, headers);
	}

}

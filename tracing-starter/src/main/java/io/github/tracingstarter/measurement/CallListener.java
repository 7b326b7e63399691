package io.github.tracingstarter.measurement;

import io.opentelemetry.context.Context;
import org.jspecify.annotations.Nullable;

/**
 * Told of each outgoing HTTP call, whether or not it has a span. One that a client makes
 * for another is not told again. Declare it as a bean.
 */
public interface CallListener {

	/**
	 * Called once when a call has been answered, or has failed, on the thread that
	 * noticed it. What it throws is logged.
	 * @param method the method, or {@code _OTHER} if it is not known
	 * @param address the host, or null if the URL names none
	 * @param port the port, or -1 if it is not known
	 * @param status the status of the response, or 0 if there is none
	 * @param errorType what the failure is called, or null if it did not fail
	 * @param nanos how long it took, in nanoseconds
	 * @param trace the context with its span, or that of its caller
	 */
	void called(String method, @Nullable String address, int port, int status, @Nullable String errorType, long nanos,
			Context trace);

}

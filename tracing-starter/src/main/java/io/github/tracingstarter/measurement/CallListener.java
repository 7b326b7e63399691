package io.github.tracingstarter.measurement;

import io.opentelemetry.context.Context;
import org.jspecify.annotations.Nullable;

/**
 * Receives each outgoing HTTP call, whether or not it has a span. A call that a client
 * makes on behalf of another client is not reported again. Declare it as a bean.
 */
public interface CallListener {

	/**
	 * Called once when a call has received a response or failed, on the thread that
	 * detected it. Exceptions of this method are logged.
	 * @param method the method, or {@code _OTHER} if it is not known
	 * @param address the host, or null if the URL does not contain one
	 * @param port the port, or -1 if it is not known
	 * @param status the status of the response, or 0 if there is none
	 * @param errorType the error type, or null if the call did not fail
	 * @param nanos the duration in nanoseconds
	 * @param trace the context with its span, or the caller's context
	 */
	void called(String method, @Nullable String address, int port, int status, @Nullable String errorType, long nanos,
			Context trace);

}

package io.github.tracingstarter.instrument.http;

import java.io.IOException;

import io.github.tracingstarter.measurement.Measurements;
import io.github.tracingstarter.redaction.ExceptionEvent;
import io.github.tracingstarter.report.FailureLog;
import io.opentelemetry.context.Context;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Notifies listeners of calls, with the names and values of their spans.
 */
public final class HttpCallMeasurement {

	private static final FailureLog failures = new FailureLog(LogFactory.getLog(HttpCallMeasurement.class),
			"An outgoing HTTP call could not be counted. The call is not affected.");

	private HttpCallMeasurement() {
	}

	/**
	 * Notifies listeners of a call.
	 * @param measurements the listeners
	 * @param call the call
	 * @param error the exception that ended it, or null
	 * @param nanos the duration in nanoseconds
	 * @param trace the context with its span, or the caller's context
	 */
	public static void ended(Measurements measurements, HttpCall call, @Nullable Throwable error, long nanos,
			Context trace) {
		try {
			Server server = Server.of(call.uri());
			int status = 0;
			Throwable failure = error;
			if (error == null) {
				try {
					status = call.status();
				}
				catch (IOException ex) {
					failure = ex;
				}
			}
			measurements.called(HttpMethods.known(call.method()), (server != null) ? server.address() : null,
					(server != null) ? server.port() : -1, Math.max(status, 0), errorType(status, failure), nanos,
					trace);
		}
		catch (RuntimeException | LinkageError ex) {
			failures.log(ex);
		}
	}

	/**
	 * Returns the error type of a call.
	 * @param status its status, or 0
	 * @param error the exception that ended it, or null
	 * @return the error type of the span, or null if it did not fail
	 */
	public static @Nullable String errorType(int status, @Nullable Throwable error) {
		if (error != null) {
			return ExceptionEvent.typeOf(error);
		}
		return (status >= 400) ? Integer.toString(status) : null;
	}

}

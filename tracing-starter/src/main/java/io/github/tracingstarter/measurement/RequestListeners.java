package io.github.tracingstarter.measurement;

import java.util.stream.Stream;

import io.github.tracingstarter.report.FailureLog;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * All listeners of an application. Their failures do not reach the request.
 */
public final class RequestListeners {

	private final FailureLog failures = new FailureLog(LogFactory.getLog(RequestListeners.class),
			"A request could not be counted. The request is not affected.");

	/**
	 * An array rather than a list, whose iterator would be allocated for each request.
	 */
	private final RequestListener[] listeners;

	private RequestListeners(RequestListener[] listeners) {
		this.listeners = listeners;
	}

	/**
	 * Combines listeners.
	 * @param listeners the listeners
	 * @return all listeners, or null if there are none, so that nothing is done for them
	 */
	public static @Nullable RequestListeners of(Stream<RequestListener> listeners) {
		RequestListener[] all = listeners.toArray(RequestListener[]::new);
		return (all.length > 0) ? new RequestListeners(all) : null;
	}

	/**
	 * Notifies all listeners of a request.
	 * @param request the request
	 */
	public void ended(ServedRequest request) {
		for (RequestListener listener : this.listeners) {
			try {
				listener.ended(request);
			}
			catch (RuntimeException | LinkageError ex) {
				this.failures.log(ex);
			}
		}
	}

}

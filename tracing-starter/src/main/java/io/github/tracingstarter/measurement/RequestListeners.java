package io.github.tracingstarter.measurement;

import java.util.stream.Stream;

import io.github.tracingstarter.report.FailureLog;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * All listeners of an application, none of which reaches the request when it fails.
 */
public final class RequestListeners {

	private final FailureLog failures = new FailureLog(LogFactory.getLog(RequestListeners.class),
			"A request could not be counted. The request is not affected.");

	/** No list, whose iterator would be an object of each request. */
	private final RequestListener[] listeners;

	private RequestListeners(RequestListener[] listeners) {
		this.listeners = listeners;
	}

	/**
	 * Puts listeners together.
	 * @param listeners the listeners
	 * @return all of them, or null if there are none, so that nothing is done for them
	 */
	public static @Nullable RequestListeners of(Stream<RequestListener> listeners) {
		RequestListener[] all = listeners.toArray(RequestListener[]::new);
		return (all.length > 0) ? new RequestListeners(all) : null;
	}

	/**
	 * Tells all of them of a request.
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

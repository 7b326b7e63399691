package io.github.tracingstarter.instrument;

import io.opentelemetry.api.trace.Span;
import org.jspecify.annotations.Nullable;

/**
 * Told which thread works on a request, and for how long. A bean, where there is somebody
 * who wants to know.
 */
public interface WorkWatch {

	/**
	 * Told that the current thread begins to work on a request.
	 * @param span the span of the request
	 * @param again whether another thread, or this one, has worked on it before
	 * @return what the thread does, or null if nobody wants to know
	 */
	@Nullable Work begin(Span span, boolean again);

	/**
	 * The work of one thread on a request.
	 */
	interface Work {

		/**
		 * Told that the handler method has returned, and the response will be written.
		 */
		void handled();

		/**
		 * Told that the thread has left the request.
		 */
		void end();

	}

}

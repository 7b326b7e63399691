package io.github.tracingstarter.instrument;

import io.opentelemetry.api.trace.Span;
import org.jspecify.annotations.Nullable;

/**
 * Is notified of the thread that works on a request, and for how long. A bean only if
 * some feature needs it.
 */
public interface WorkWatch {

	/**
	 * Called when the current thread begins to work on a request.
	 * @param span the span of the request
	 * @param again whether another thread, or this one, has worked on it before
	 * @return the work of the thread, or null if nothing needs it
	 */
	@Nullable Work begin(Span span, boolean again);

	/**
	 * The work of one thread on a request.
	 */
	interface Work {

		/**
		 * Called when the handler method has returned and the response will be written.
		 */
		void handled();

		/**
		 * Called when the thread has left the request.
		 */
		void end();

	}

}

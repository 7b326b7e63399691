package io.github.tracingstarter.report;

import org.jspecify.annotations.Nullable;

/**
 * A place that finished spans are sent to, for the start-up report and the page.
 */
public interface SpanDestination {

	/**
	 * The kind and the address: {@code OTLP gRPC http://localhost:4317}.
	 * @return a short description without secrets
	 */
	String description();

	/**
	 * Checks whether the destination accepts spans. Blocks for a few seconds at most and
	 * sends no span.
	 * @return the reply, or null if there is no server to ask, as with the console
	 */
	@Nullable Reply ask();

	/**
	 * The reply of a destination.
	 *
	 * @param isReachable whether the destination takes spans
	 * @param text the same in words, or what is wrong and which property to set
	 */
	record Reply(boolean isReachable, String text) {

		/** Spans would be taken. */
		public static final Reply REACHABLE = new Reply(true, "answers");

		/** There is no listener. */
		public static final Reply NONE = new Reply(false, "does not answer");

		/**
		 * A reply where it is only known whether there is a listener.
		 * @param isReachable whether there is
		 * @return the reply
		 */
		public static Reply of(boolean isReachable) {
			return isReachable ? REACHABLE : NONE;
		}

	}

}

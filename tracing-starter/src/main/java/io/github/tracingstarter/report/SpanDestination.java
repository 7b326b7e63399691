package io.github.tracingstarter.report;

import org.jspecify.annotations.Nullable;

/**
 * A place that finished spans are sent to, for the start-up report and the page.
 */
public interface SpanDestination {

	/**
	 * Returns the kind and the address, such as {@code OTLP gRPC http://localhost:4317}.
	 * @return a short description without secrets
	 */
	String description();

	/**
	 * Checks whether the destination accepts spans. Blocks for a few seconds at most and
	 * sends no spans.
	 * @return the reply, or null if there is no server to ask, as with the console
	 */
	@Nullable Reply ask();

	/**
	 * The reply of a destination.
	 *
	 * @param isReachable whether the destination accepts spans
	 * @param text the status in words, or what is wrong and which property to set
	 */
	record Reply(boolean isReachable, String text) {

		/** Spans would be accepted. */
		public static final Reply REACHABLE = new Reply(true, "answers");

		/** Nothing listens at the address. */
		public static final Reply NONE = new Reply(false, "does not answer");

		/**
		 * Creates a reply if all that is known is whether something listens at the
		 * address.
		 * @param isReachable whether something does
		 * @return the reply
		 */
		public static Reply of(boolean isReachable) {
			return isReachable ? REACHABLE : NONE;
		}

	}

}

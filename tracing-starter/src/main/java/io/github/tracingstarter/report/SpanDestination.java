package io.github.tracingstarter.report;

import org.jspecify.annotations.Nullable;

/**
 * A place that finished spans are sent to, for the start-up report and the page.
 */
public interface SpanDestination {

	/**
	 * What it is and where: {@code OTLP gRPC http://localhost:4317}.
	 * @return a short description without secrets
	 */
	String description();

	/**
	 * Asks whether spans would be taken there. Blocks for some seconds at the most and
	 * sends no span.
	 * @return the reply; null when there is nobody to ask, as with the console
	 */
	@Nullable Reply ask();

	/**
	 * What asking a destination led to.
	 *
	 * @param answers whether it takes spans
	 * @param text that in words, or what is wrong and which property to set
	 */
	record Reply(boolean answers, String text) {

		/** Spans would be taken. */
		public static final Reply ANSWERS = new Reply(true, "answers");

		/** Nobody is there. */
		public static final Reply NONE = new Reply(false, "does not answer");

		/**
		 * A reply for somebody who only knows whether there is a listener.
		 * @param answers whether there is
		 * @return the reply
		 */
		public static Reply of(boolean answers) {
			return answers ? ANSWERS : NONE;
		}

	}

}

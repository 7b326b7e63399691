package io.github.tracingstarter.report;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * How a destination of spans is doing.
 *
 * @param description what it is and where, see {@link SpanDestination#description()}
 * @param state what it does at the moment
 * @param lastSuccess when it last took spans, or null
 * @param failure what the last attempt met, or null when it succeeded
 * @param sent how many spans it took since the start
 * @param dropped how many were dropped since the start
 */
public record DestinationStatus(String description, State state, @Nullable Instant lastSuccess,
		@Nullable String failure, long sent, long dropped) {

	/**
	 * What a destination does.
	 */
	public enum State {

		/**
		 * It has had no span yet.
		 */
		IDLE,

		/**
		 * It takes spans.
		 */
		OK,

		/**
		 * It does not take them.
		 */
		FAILING,

		/**
		 * Nothing is sent, as the user wants it.
		 */
		PAUSED

	}

}

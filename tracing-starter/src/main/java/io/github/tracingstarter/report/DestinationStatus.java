package io.github.tracingstarter.report;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * The status of a destination of spans.
 *
 * @param description what it is and where, see {@link SpanDestination#description()}
 * @param state its current state
 * @param lastSuccess when it last took spans, or null
 * @param failure why the last attempt failed, or null if it succeeded
 * @param sent how many spans it took since the start
 * @param dropped how many were dropped since the start
 */
public record DestinationStatus(String description, State state, @Nullable Instant lastSuccess,
		@Nullable String failure, long sent, long dropped) {

	/**
	 * The state of a destination.
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

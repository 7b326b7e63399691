package io.github.tracingstarter.report;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;

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
 * @param figures what else can be counted
 */
public record DestinationStatus(String description, State state, @Nullable Instant lastSuccess,
		@Nullable String failure, long sent, long dropped, Figures figures) {

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

	/**
	 * What is counted at a destination, since the start.
	 *
	 * @param queued how many spans wait now
	 * @param queuedBytes the memory that they take, by estimate
	 * @param drops how many spans were dropped, by cause: {@code queue_full},
	 * {@code rejected}, {@code failed}, {@code stopped}
	 * @param requests how many requests were made
	 * @param failedRequests how many of them failed
	 * @param requestTime the time that they took together
	 */
	public record Figures(long queued, long queuedBytes, Map<String, Long> drops, long requests, long failedRequests,
			Duration requestTime) {

	}

}

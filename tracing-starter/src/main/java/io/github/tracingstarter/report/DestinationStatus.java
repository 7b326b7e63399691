package io.github.tracingstarter.report;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * The status of a destination of a signal.
 *
 * @param description its kind and address, see {@link SpanDestination#description()}
 * @param signal the signal that is sent to it
 * @param state its current state
 * @param lastSuccess when it last accepted records, or null
 * @param failure why the last attempt failed, or null if it succeeded
 * @param sent how many spans it has accepted since startup
 * @param dropped how many spans have been dropped since startup
 * @param figures further counts
 */
public record DestinationStatus(String description, Signal signal, State state, @Nullable Instant lastSuccess,
		@Nullable String failure, long sent, long dropped, Figures figures) {

	/**
	 * Returns the name to show among destinations of several signals.
	 * @return the description, with the signal unless it is traces
	 */
	public String label() {
		return (this.signal == Signal.TRACES) ? this.description
				: "%s (%s)".formatted(this.description, this.signal.label());
	}

	/**
	 * A signal.
	 */
	public enum Signal {

		/** Spans. */
		TRACES("spans"),

		/** Log records. */
		LOGS("log records"),

		/** Metrics. */
		METRICS("metrics");

		private final String records;

		Signal(String records) {
			this.records = records;
		}

		/**
		 * Returns the signal with the given name.
		 * @param records the plural name of its records, as in messages
		 * @return the signal
		 */
		public static Signal of(String records) {
			return Arrays.stream(values())
				.filter((signal) -> signal.records.equals(records))
				.findFirst()
				.orElseThrow(() -> new IllegalArgumentException(records));
		}

		/**
		 * Returns its name.
		 * @return the name in lower case
		 */
		public String label() {
			return name().toLowerCase(Locale.ROOT);
		}

	}

	/**
	 * The state of a destination.
	 */
	public enum State {

		/**
		 * It has received no records yet.
		 */
		IDLE,

		/**
		 * It accepts records.
		 */
		OK,

		/**
		 * It does not accept records.
		 */
		FAILING,

		/**
		 * Nothing is sent, because a user paused it.
		 */
		PAUSED

	}

	/**
	 * The counts of a destination since startup.
	 *
	 * @param queued how many records are waiting now
	 * @param queuedBytes the estimated memory that they take
	 * @param drops how many records were dropped, by cause: {@code queue_full},
	 * {@code rejected}, {@code failed}, {@code stopped}, and {@code not_taken} for
	 * signals other than traces
	 * @param requests how many requests were sent
	 * @param failedRequests how many of them failed
	 * @param requestTime the total time that the requests took
	 */
	public record Figures(long queued, long queuedBytes, Map<String, Long> drops, long requests, long failedRequests,
			Duration requestTime) {

	}

}

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
 * @param description what it is and where, see {@link SpanDestination#description()}
 * @param signal what is sent to it
 * @param state its current state
 * @param lastSuccess when it last took records, or null
 * @param failure why the last attempt failed, or null if it succeeded
 * @param sent how many spans it took since the start
 * @param dropped how many were dropped since the start
 * @param figures what else can be counted
 */
public record DestinationStatus(String description, Signal signal, State state, @Nullable Instant lastSuccess,
		@Nullable String failure, long sent, long dropped, Figures figures) {

	/**
	 * What it is called where destinations of several signals stand together.
	 * @return the description, with the signal unless that is traces
	 */
	public String label() {
		return (this.signal == Signal.TRACES) ? this.description
				: "%s (%s)".formatted(this.description, this.signal.label());
	}

	/**
	 * What is sent.
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
		 * What is called so.
		 * @param records the name of its records in the plural, as messages have it
		 * @return the signal
		 */
		public static Signal of(String records) {
			return Arrays.stream(values())
				.filter((signal) -> signal.records.equals(records))
				.findFirst()
				.orElseThrow(() -> new IllegalArgumentException(records));
		}

		/**
		 * Its name.
		 * @return the name in small letters
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
		 * It has had no record yet.
		 */
		IDLE,

		/**
		 * It takes records.
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
	 * @param queued how many records wait now
	 * @param queuedBytes the memory that they take, by estimate
	 * @param drops how many were dropped, by cause: {@code queue_full}, {@code rejected},
	 * {@code failed}, {@code stopped}, and {@code not_taken} for signals other than
	 * traces
	 * @param requests how many requests were made
	 * @param failedRequests how many of them failed
	 * @param requestTime the time that they took together
	 */
	public record Figures(long queued, long queuedBytes, Map<String, Long> drops, long requests, long failedRequests,
			Duration requestTime) {

	}

}

package io.github.tracingstarter.export;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

import io.github.tracingstarter.report.DestinationStatus;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Says what happens to a target's spans, and no more than that: one warning when it
 * fails, one line when it has been taking spans again for a minute, and once a minute how
 * many were dropped. A server that is short of memory takes and refuses by turns, many
 * times in that minute. Written to by the export thread, for each batch, and asked by
 * any.
 */
final class ExportHealth {

	private static final Log logger = LogFactory.getLog(ExportHealth.class);

	private static final long MINUTE = Duration.ofMinutes(1).toNanos();

	/** Messages of a server can differ each time. */
	private static final int MOST_REASONS = 4;

	private final String target;

	private final LongSupplier nanoTime;

	private @Nullable ExportFailure failure;

	/** What was said since it began to fail: that it takes none, that it refuses. */
	private final Set<Boolean> warned = new HashSet<>();

	private long failingSince;

	private long recoveredAt;

	private @Nullable Instant lastSuccess;

	private long sent;

	private long dropped;

	private long refused;

	/** How many were dropped since the last report, by the reason. */
	private final Map<String, Long> drops = new LinkedHashMap<>();

	private long nextReport;

	private @Nullable String said;

	private long nextSaying;

	ExportHealth(String target) {
		this(target, System::nanoTime);
	}

	ExportHealth(String target, LongSupplier nanoTime) {
		this.target = target;
		this.nanoTime = nanoTime;
		this.nextReport = nanoTime.getAsLong() + MINUTE;
	}

	/**
	 * The reason for spans that are dropped because the application stops.
	 * @param cause why they could not be sent before
	 * @return the reason
	 */
	static String stopped(String cause) {
		return "the application stopped before they were taken (%s)".formatted(cause);
	}

	synchronized void succeeded(int spans) {
		boolean first = this.lastSuccess == null;
		this.sent += spans;
		this.lastSuccess = Instant.now();
		if (this.failure != null) {
			boolean started = first && this.failure.remedy() == ExportFailure.Remedy.WAIT;
			this.failure = null;
			this.recoveredAt = this.nanoTime.getAsLong();
			if (started) {
				// Somebody has just started it, and waits for this line.
				sayThatItTakesSpansAgain();
			}
		}
		sayThatItIsStable();
	}

	private void sayThatItIsStable() {
		if (this.failure == null && !this.warned.isEmpty() && this.nanoTime.getAsLong() - this.recoveredAt >= MINUTE) {
			sayThatItTakesSpansAgain();
		}
	}

	private void sayThatItTakesSpansAgain() {
		this.warned.clear();
		reportDrops();
		logger.info("%s takes spans again after %d s".formatted(this.target,
				Duration.ofNanos(this.recoveredAt - this.failingSince).toSeconds()));
	}

	synchronized void failed(ExportFailure cause) {
		sayThatItIsStable();
		if (this.warned.isEmpty()) {
			this.failingSince = this.nanoTime.getAsLong();
		}
		if (this.warned.add(cause.retriable())) {
			logger.warn(cause.retriable()
					? "%s takes no spans: %s. They are kept, as many as fit, and sent when it does%s".formatted(
							this.target, cause.reason(),
							(cause.remedy() == ExportFailure.Remedy.WAIT)
									? ". If nothing is meant to listen there, set tracing.exporters=none" : "")
					: "%s refuses spans: %s. They are dropped, as sending them again would not help"
						.formatted(this.target, cause.reason()));
		}
		this.failure = cause;
	}

	/**
	 * Says what a target has to say to spans that it took, and counts those that it left
	 * out as dropped.
	 * @param spans how many were sent
	 * @param answer how many were left out, and why
	 */
	synchronized void took(int spans, ExportFailure answer) {
		long rejected = Math.min(answer.rejected(), spans);
		this.sent -= rejected;
		String text = (rejected > 0) ? "it rejects spans: " + answer.reason() : answer.reason();
		dropped(rejected, text);
		long now = this.nanoTime.getAsLong();
		if (this.said == null || (now - this.nextSaying >= 0 && !text.equals(this.said))) {
			this.said = text;
			this.nextSaying = now + MINUTE;
			logger.warn((rejected > 0)
					? "%s rejects %d of %d spans: %s".formatted(this.target, rejected, spans, answer.reason())
					: "%s takes spans and says: %s".formatted(this.target, answer.reason()));
		}
	}

	/**
	 * Counts spans that will not be sent.
	 * @param spans how many
	 * @param reason why, for the next report
	 */
	synchronized void dropped(long spans, String reason) {
		if (spans > 0) {
			this.dropped += spans;
			boolean room = this.drops.containsKey(reason) || this.drops.size() < MOST_REASONS;
			this.drops.merge(room ? reason : "other reasons", spans, Long::sum);
		}
	}

	/**
	 * Counts the spans that did not fit into the queue.
	 * @param total how many those are since the start
	 */
	synchronized void refused(long total) {
		dropped(total - this.refused, whyFull());
		this.refused = total;
	}

	/**
	 * Why spans that do not fit are dropped at the moment.
	 * @return the failure that holds the others up, or that the target is too slow
	 */
	private String whyFull() {
		return (this.failure != null) ? this.failure.reason()
				: "it takes them more slowly than they are made; see tracing.sampling.probability";
	}

	/**
	 * Says what is due: drops when a minute has passed since the last report, and that
	 * the target takes spans again.
	 */
	synchronized void reportInTime() {
		sayThatItIsStable();
		if (this.nanoTime.getAsLong() - this.nextReport >= 0) {
			reportDrops();
		}
	}

	synchronized void reportDrops() {
		this.nextReport = this.nanoTime.getAsLong() + MINUTE;
		if (!this.drops.isEmpty()) {
			long spans = this.drops.values().stream().mapToLong(Long::longValue).sum();
			logger.warn("%d spans for %s were dropped, %d since the start: %s".formatted(spans, this.target,
					this.dropped, reasons()));
			this.drops.clear();
		}
	}

	private String reasons() {
		if (this.drops.size() == 1) {
			return this.drops.keySet().iterator().next();
		}
		return this.drops.entrySet()
			.stream()
			.map((drop) -> "%d: %s".formatted(drop.getValue(), drop.getKey()))
			.collect(Collectors.joining("; "));
	}

	/**
	 * How the target is doing.
	 * @param paused whether nothing is to be sent to it
	 * @param totalRefused how many spans did not fit into the queue since the start
	 * @return the status of this moment
	 */
	synchronized DestinationStatus status(boolean paused, long totalRefused) {
		return new DestinationStatus(this.target, paused ? DestinationStatus.State.PAUSED : state(), this.lastSuccess,
				(this.failure != null) ? this.failure.reason() : null, this.sent,
				this.dropped + totalRefused - this.refused);
	}

	private DestinationStatus.State state() {
		if (this.failure != null) {
			return DestinationStatus.State.FAILING;
		}
		return (this.lastSuccess != null) ? DestinationStatus.State.OK : DestinationStatus.State.IDLE;
	}

}

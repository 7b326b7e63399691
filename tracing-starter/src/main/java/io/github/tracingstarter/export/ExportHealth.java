package io.github.tracingstarter.export;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

import io.github.tracingstarter.report.DestinationStatus;
import io.github.tracingstarter.report.DestinationStatus.Signal;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Logs and counts what happens to a target's spans: one warning when it fails, one line
 * when it has accepted spans again for a minute, and once a minute how many were dropped.
 * A minute, because a server that is short of memory alternates between accepting and
 * rejecting many times in that time. Updated by the export thread for each batch and read
 * by any thread.
 */
final class ExportHealth {

	private static final Log logger = LogFactory.getLog(ExportHealth.class);

	private static final long MINUTE = Duration.ofMinutes(1).toNanos();

	/** Limited, because the messages of a server can differ every time. */
	private static final int MOST_REASONS = 4;

	private final String target;

	private final String records;

	private final Signal signal;

	private final boolean isSecond;

	private final LongSupplier nanoTime;

	private @Nullable ExportFailure failure;

	/** The warnings logged since the target began to fail: retriable or not. */
	private final Set<Boolean> warned = new HashSet<>();

	private long failingSince;

	private long recoveredAt;

	private @Nullable Instant lastSuccess;

	private long sent;

	private long dropped;

	private long refused;

	/** Number of spans dropped since startup. */
	private final Map<DropCause, Long> causes = new EnumMap<>(DropCause.class);

	private long requests;

	private long failedRequests;

	private long requestNanos;

	/** Number of spans dropped since the last report, by reason. */
	private final Map<String, Long> drops = new LinkedHashMap<>();

	private long nextReport;

	private boolean dropsSaid;

	private @Nullable String said;

	private long nextSaying;

	/**
	 * Creates the health of a target.
	 * @param target the description of the target
	 * @param records the name of its records, such as spans
	 */
	ExportHealth(String target, String records) {
		this(target, records, false);
	}

	/**
	 * Creates the health of a target.
	 * @param target the description of the target
	 * @param records the name of its records
	 * @param isSecond whether spans go to the same target; if so, only the health of the
	 * spans reports that it cannot be reached, and drops are reported once rather than
	 * every minute
	 */
	ExportHealth(String target, String records, boolean isSecond) {
		this(target, records, isSecond, System::nanoTime);
	}

	ExportHealth(String target, String records, LongSupplier nanoTime) {
		this(target, records, false, nanoTime);
	}

	private ExportHealth(String target, String records, boolean isSecond, LongSupplier nanoTime) {
		this.isSecond = isSecond;
		this.target = target;
		this.records = records;
		this.signal = Signal.of(records);
		this.nanoTime = nanoTime;
		this.nextReport = nanoTime.getAsLong() + MINUTE;
	}

	/**
	 * Returns the reason for spans that are dropped because the application is stopping.
	 * @param cause why they could not be sent before
	 * @return the reason
	 */
	static String stopped(String cause) {
		return "the application stopped before they were sent (%s)".formatted(cause);
	}

	synchronized void succeeded(int spans) {
		boolean first = this.lastSuccess == null;
		this.sent += spans;
		this.lastSuccess = Instant.now();
		if (this.failure != null) {
			boolean started = first && !this.isSecond && this.failure.remedy() == ExportFailure.Remedy.WAIT;
			this.failure = null;
			this.dropsSaid = false;
			this.recoveredAt = this.nanoTime.getAsLong();
			if (started) {
				// The target has just been started, and the developer is waiting for this
				// line.
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
		logger.info("%s accepts %s again after %d s".formatted(this.target, this.records,
				Duration.ofNanos(this.recoveredAt - this.failingSince).toSeconds()));
	}

	synchronized void failed(ExportFailure cause) {
		sayThatItIsStable();
		if (this.isSecond && cause.remedy() == ExportFailure.Remedy.WAIT) {
			this.failure = cause;
			return;
		}
		if (this.warned.isEmpty()) {
			this.failingSince = this.nanoTime.getAsLong();
		}
		if (this.warned.add(cause.retriable())) {
			logger.warn(cause.retriable()
					? "%s does not accept %s: %s. They are queued, as many as fit, and sent when it does%s".formatted(
							this.target, this.records, cause.reason(),
							(cause.remedy() == ExportFailure.Remedy.WAIT)
									? ". If you do not use a collector, set tracing.exporters=none" : "")
					: "%s rejects %s: %s. They are dropped, because a retry would not help".formatted(this.target,
							this.records, cause.reason()));
		}
		this.failure = cause;
	}

	/**
	 * Logs the message of a target about spans that it accepted, and counts those that it
	 * rejected as dropped.
	 * @param spans the number of spans sent
	 * @param answer how many were rejected, and why
	 */
	synchronized void took(int spans, ExportFailure answer) {
		long rejected = Math.min(answer.rejected(), spans);
		this.sent -= rejected;
		String text = (rejected > 0) ? "it rejects %s: %s".formatted(this.records, answer.reason()) : answer.reason();
		dropped(rejected, DropCause.REJECTED, text);
		long now = this.nanoTime.getAsLong();
		if (this.said == null || (now - this.nextSaying >= 0 && !text.equals(this.said))) {
			this.said = text;
			this.nextSaying = now + MINUTE;
			logger.warn((rejected > 0)
					? "%s rejects %d of %d %s: %s".formatted(this.target, rejected, spans, this.records,
							answer.reason())
					: "%s accepts %s and reports: %s".formatted(this.target, this.records, answer.reason()));
		}
	}

	/**
	 * Counts spans that will not be sent.
	 * @param spans the number of spans
	 * @param cause the cause
	 * @param reason the reason, for the next report
	 */
	synchronized void dropped(long spans, DropCause cause, String reason) {
		if (spans > 0) {
			this.dropped += spans;
			this.causes.merge(cause, spans, Long::sum);
			boolean room = this.drops.containsKey(reason) || this.drops.size() < MOST_REASONS;
			this.drops.merge(room ? reason : "other reasons", spans, Long::sum);
		}
	}

	/**
	 * Counts records that the target does not accept, which has already been logged.
	 * @param records the number of records
	 */
	synchronized void notTaken(long records) {
		this.dropped += records;
		this.causes.merge(DropCause.NOT_TAKEN, records, Long::sum);
	}

	/**
	 * Counts the spans that did not fit into the queue.
	 * @param total the number since startup
	 */
	synchronized void refused(long total) {
		dropped(total - this.refused, DropCause.QUEUE_FULL, whyFull());
		this.refused = total;
	}

	/**
	 * Counts a request to the target.
	 * @param nanos the duration in nanoseconds
	 * @param success whether its spans were accepted
	 */
	synchronized void requested(long nanos, boolean success) {
		this.requests++;
		this.requestNanos += nanos;
		if (!success) {
			this.failedRequests++;
		}
	}

	/**
	 * Returns why spans that do not fit are currently dropped.
	 * @return the failure that delays the others, or that the target is too slow
	 */
	private String whyFull() {
		return (this.failure != null) ? this.failure.reason()
				: "it accepts them more slowly than they are produced; see tracing.sampling.probability";
	}

	/**
	 * Logs drops if a minute has passed since the last report, and that the target
	 * accepts spans again.
	 */
	synchronized void reportInTime() {
		sayThatItIsStable();
		if (this.nanoTime.getAsLong() - this.nextReport >= 0) {
			reportDrops();
		}
	}

	synchronized void reportDrops() {
		this.nextReport = this.nanoTime.getAsLong() + MINUTE;
		if (!this.drops.isEmpty() && !(this.isSecond && this.dropsSaid)) {
			this.dropsSaid = true;
			long spans = this.drops.values().stream().mapToLong(Long::longValue).sum();
			logger.warn("%d %s for %s were dropped, %d since the start: %s".formatted(spans, this.records, this.target,
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
	 * Returns the status of the target.
	 * @param paused whether exporting is paused
	 * @param queue the queue of the target
	 * @return the current status
	 */
	synchronized DestinationStatus status(boolean paused, ExportQueue<?> queue) {
		long unreported = queue.refused() - this.refused;
		Map<String, Long> drops = new TreeMap<>();
		for (DropCause cause : DropCause.values()) {
			if (cause == DropCause.NOT_TAKEN && this.signal == Signal.TRACES) {
				continue;
			}
			long spans = this.causes.getOrDefault(cause, 0L);
			drops.put(cause.label(), (cause == DropCause.QUEUE_FULL) ? spans + unreported : spans);
		}
		return new DestinationStatus(this.target, this.signal, paused ? DestinationStatus.State.PAUSED : state(),
				this.lastSuccess, (this.failure != null) ? this.failure.reason() : null, this.sent,
				this.dropped + unreported, new DestinationStatus.Figures(queue.size(), queue.bytes(), drops,
						this.requests, this.failedRequests, Duration.ofNanos(this.requestNanos)));
	}

	private DestinationStatus.State state() {
		if (this.failure != null) {
			return DestinationStatus.State.FAILING;
		}
		return (this.lastSuccess != null) ? DestinationStatus.State.OK : DestinationStatus.State.IDLE;
	}

}

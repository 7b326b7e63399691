package io.github.tracingstarter.export;

import java.time.Duration;
import java.time.Instant;

import io.github.tracingstarter.core.DestinationStatus;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Says what happens to a target's spans, and no more than that: one warning when it
 * fails, one line when it takes spans again, and once a minute how many were dropped.
 * Written to by the export thread, for each batch, and asked by any.
 */
final class ExportHealth {

	private static final Log logger = LogFactory.getLog(ExportHealth.class);

	private static final long MINUTE = Duration.ofMinutes(1).toNanos();

	private final String target;

	private @Nullable ExportFailure failure;

	private long failingSince;

	private @Nullable Instant lastSuccess;

	private long sent;

	private long dropped;

	private long refused;

	private long droppedAndSaid;

	private String dropReason = "";

	private long nextReport;

	ExportHealth(String target) {
		this.target = target;
		this.nextReport = System.nanoTime() + MINUTE;
	}

	synchronized void succeeded(int spans) {
		this.sent += spans;
		this.lastSuccess = Instant.now();
		if (this.failure != null) {
			this.failure = null;
			reportDrops();
			logger.info("%s takes spans again after %d s".formatted(this.target,
					Duration.ofNanos(System.nanoTime() - this.failingSince).toSeconds()));
		}
	}

	synchronized void failed(ExportFailure cause) {
		if (this.failure == null) {
			this.failingSince = System.nanoTime();
		}
		if (this.failure == null || cause.retriable() != this.failure.retriable()) {
			logger.warn(cause.retriable()
					? "%s takes no spans: %s. They are kept, as many as fit, and sent when it does. If nothing is meant to listen there, set tracing.exporters=none"
						.formatted(this.target, cause.reason())
					: "%s refuses spans: %s. They are dropped, as sending them again would not help"
						.formatted(this.target, cause.reason()));
		}
		this.failure = cause;
	}

	/**
	 * Counts spans that will not be sent.
	 * @param spans how many
	 * @param reason why, for the next report; the last one is told
	 */
	synchronized void dropped(long spans, String reason) {
		if (spans > 0) {
			this.dropped += spans;
			this.dropReason = reason;
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
	 * Reports drops when a minute has passed since the last report.
	 */
	synchronized void reportDropsInTime() {
		if (System.nanoTime() - this.nextReport >= 0) {
			reportDrops();
		}
	}

	synchronized void reportDrops() {
		this.nextReport = System.nanoTime() + MINUTE;
		long spans = this.dropped - this.droppedAndSaid;
		if (spans > 0) {
			this.droppedAndSaid = this.dropped;
			logger.warn("%d spans for %s were dropped, %d since the start: %s".formatted(spans, this.target,
					this.dropped, this.dropReason));
		}
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

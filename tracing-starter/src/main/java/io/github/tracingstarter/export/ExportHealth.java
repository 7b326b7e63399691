package io.github.tracingstarter.export;

import java.time.Duration;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Says what happens to a target's spans, and no more than that: one warning when it
 * fails, one line when it takes spans again, and once a minute how many were dropped. For
 * the export thread alone.
 */
final class ExportHealth {

	private static final Log logger = LogFactory.getLog(ExportHealth.class);

	private static final long MINUTE = Duration.ofMinutes(1).toNanos();

	private final String target;

	private @Nullable ExportFailure failure;

	private long failingSince;

	private long dropped;

	private long droppedAndSaid;

	private String dropReason = "";

	private long nextReport;

	ExportHealth(String target) {
		this.target = target;
		this.nextReport = System.nanoTime() + MINUTE;
	}

	void succeeded() {
		if (this.failure != null) {
			this.failure = null;
			reportDrops();
			logger.info("%s takes spans again after %d s".formatted(this.target,
					Duration.ofNanos(System.nanoTime() - this.failingSince).toSeconds()));
		}
	}

	void failed(ExportFailure cause) {
		if (this.failure == null) {
			this.failingSince = System.nanoTime();
		}
		if (this.failure == null || cause.retriable() != this.failure.retriable()) {
			logger.warn(cause.retriable()
					? "%s takes no spans (%s). They are kept, as many as fit, and sent when it does. If nothing is meant to listen there, set tracing.exporters=none"
						.formatted(this.target, cause.reason())
					: "%s refuses spans (%s). They are dropped, as it would refuse them again".formatted(this.target,
							cause.reason()));
		}
		this.failure = cause;
	}

	/**
	 * Counts spans that will not be sent.
	 * @param spans how many
	 * @param reason why, for the next report; the last one is told
	 */
	void dropped(long spans, String reason) {
		if (spans > 0) {
			this.dropped += spans;
			this.dropReason = reason;
		}
	}

	/**
	 * Why spans that do not fit are dropped at the moment.
	 * @return the failure that holds the others up, or that the target is too slow
	 */
	String whyFull() {
		return (this.failure != null) ? this.failure.reason()
				: "it takes them more slowly than they are made; see tracing.sampling.probability";
	}

	/**
	 * Reports drops when a minute has passed since the last report.
	 */
	void reportDropsInTime() {
		if (System.nanoTime() - this.nextReport >= 0) {
			reportDrops();
		}
	}

	void reportDrops() {
		this.nextReport = System.nanoTime() + MINUTE;
		long spans = this.dropped - this.droppedAndSaid;
		if (spans > 0) {
			this.droppedAndSaid = this.dropped;
			logger.warn("%d spans for %s were dropped, %d since the start: %s".formatted(spans, this.target,
					this.dropped, this.dropReason));
		}
	}

}

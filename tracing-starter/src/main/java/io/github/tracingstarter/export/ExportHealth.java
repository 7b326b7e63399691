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
			logger.warn(message(cause));
		}
		else if (cause.retriable() != this.failure.retriable()) {
			logger.warn(message(cause));
		}
		this.failure = cause;
	}

	private String message(ExportFailure cause) {
		return cause.retriable()
				? "%s takes no spans: %s. They wait for it, as many as fit, and this is said once; the application goes on. Nothing meant to listen there? tracing.exporters=none"
					.formatted(this.target, cause.reason())
				: "%s refuses spans: %s. They are dropped, as sending them again would not help; this is said once, the application goes on"
					.formatted(this.target, cause.reason());
	}

	boolean isFailing() {
		return this.failure != null;
	}

	void dropped(long spans) {
		this.dropped += spans;
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
			logger
				.warn("%d spans for %s were dropped (%d since the start)%s".formatted(spans, this.target, this.dropped,
						(this.failure != null) ? ": " + this.failure.reason()
								: ", as it takes them more slowly than they are made: see tracing.batch.max-queue-size"
										+ " and tracing.sampling.probability"));
		}
	}

}

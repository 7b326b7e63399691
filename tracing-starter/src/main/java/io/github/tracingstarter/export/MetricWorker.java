package io.github.tracingstarter.export;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

import io.github.tracingstarter.metrics.MetricsProperties;
import io.github.tracingstarter.metrics.MetricsProperties.Histogram;
import io.github.tracingstarter.metrics.MetricsProperties.Temporality;
import io.github.tracingstarter.otlp.EncodedRecord;
import io.github.tracingstarter.otlp.MetricEncoder;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.metrics.Aggregation;
import io.opentelemetry.sdk.metrics.InstrumentType;
import io.opentelemetry.sdk.metrics.data.AggregationTemporality;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.export.AggregationTemporalitySelector;
import io.opentelemetry.sdk.metrics.export.CollectionRegistration;
import io.opentelemetry.sdk.metrics.export.MetricReader;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Reads the metrics of the SDK once per interval and sends them, on its own thread. There
 * is no queue. While values cannot be sent, no others are read and the SDK continues to
 * count, so memory does not grow and no counts are lost.
 */
final class MetricWorker implements MetricReader, Runnable {

	private static final Log logger = LogFactory.getLog(MetricWorker.class);

	private static final Duration PATIENCE = Duration.ofMinutes(5);

	private final MetricTarget target;

	private final ShutdownDeadline deadline;

	private final long interval;

	/** Whether values are sent once per interval without being asked for. */
	private final boolean timed;

	/** The time of the last flush by the clock, in milliseconds. */
	private long flushed;

	private final int batchSize;

	private final AggregationTemporalitySelector temporality;

	private final Aggregation histograms;

	private final ExportHealth health;

	private final MetricEncoder encoder = new MetricEncoder();

	private final Flushes flushes = new Flushes();

	private final AtomicLong asked = new AtomicLong();

	private final Shutdown shutdown = new Shutdown();

	private volatile @Nullable CollectionRegistration metrics;

	private @Nullable Thread thread;

	private boolean warned;

	/**
	 * Creates a reader.
	 * @param timed whether it sends values by itself; otherwise it does so when it is
	 * flushed, at most once per interval
	 */
	MetricWorker(MetricTarget target, MetricsProperties properties, int batchSize, ShutdownDeadline deadline,
			boolean timed) {
		this.target = target;
		this.timed = timed;
		this.deadline = deadline;
		this.interval = (properties.interval() != null) ? properties.interval().toNanos()
				: Duration.ofMinutes(1).toNanos();
		this.batchSize = batchSize;
		this.temporality = (properties.temporality() == Temporality.DELTA)
				? AggregationTemporalitySelector.deltaPreferred() : AggregationTemporalitySelector.alwaysCumulative();
		this.histograms = (properties.histogram() == Histogram.EXPONENTIAL)
				? Aggregation.base2ExponentialBucketHistogram() : Aggregation.defaultAggregation();
		this.health = new ExportHealth(target.description(), "metrics", target.isSecond());
	}

	@Override
	public AggregationTemporality getAggregationTemporality(InstrumentType type) {
		return this.temporality.getAggregationTemporality(type);
	}

	@Override
	public Aggregation getDefaultAggregation(InstrumentType type) {
		return (type == InstrumentType.HISTOGRAM) ? this.histograms : Aggregation.defaultAggregation();
	}

	@Override
	public synchronized void register(CollectionRegistration registration) {
		this.metrics = registration;
		if (this.thread == null && !this.shutdown.isRequested()) {
			Thread started = new Thread(this, "tracing-export-metrics");
			started.setDaemon(true);
			started.setContextClassLoader(MetricWorker.class.getClassLoader());
			this.thread = started;
			started.start();
		}
	}

	@Override
	public void run() {
		OtlpTransport<MetricData> transport = this.target.transport(this.encoder::encode);
		BatchSender<EncodedRecord> sender = new BatchSender<>(transport, new ExportQueue<>(1, 1), this.flushes,
				this.health, this.shutdown, PATIENCE);
		// Requested now, so that the answer is available when the first values are.
		this.target.gate().isOpen();
		long due = System.nanoTime() + this.interval;
		try {
			while (!this.shutdown.isRequested()) {
				long now = System.nanoTime();
				if ((this.timed && now - due >= 0) || !this.flushes.isEmpty()) {
					due = (now - due >= 0) ? now + this.interval : due;
					send(transport, sender);
				}
				else {
					LockSupport.parkNanos(this, this.timed ? due - now : this.interval);
				}
			}
			send(transport, sender);
			this.health.reportDrops();
		}
		finally {
			transport.shutdown();
		}
	}

	private void send(OtlpTransport<MetricData> transport, BatchSender<EncodedRecord> sender) {
		long upTo = this.asked.get();
		CollectionRegistration source = this.metrics;
		SignalGate gate = this.target.gate();
		try {
			long patience = this.shutdown.isRequested() ? this.shutdown.nanosLeft() : Long.MAX_VALUE;
			if (source != null && gate.isOpen() && gate.awaitOpen(patience)) {
				List<EncodedRecord> records = new ArrayList<>();
				for (MetricData metric : source.collectAllMetrics()) {
					if (!metric.isEmpty()) {
						records.add(transport.prepare(metric));
					}
				}
				send(records, transport, sender);
			}
		}
		catch (RuntimeException | LinkageError ex) {
			// For example in one of the application's own aggregations.
			if (!this.warned) {
				this.warned = true;
				logger.warn("Metrics could not be read; this is logged once", ex);
			}
		}
		this.flushes.complete(upTo);
		this.health.reportInTime();
	}

	private void send(List<EncodedRecord> records, OtlpTransport<MetricData> transport,
			BatchSender<EncodedRecord> sender) {
		int start = 0;
		while (start < records.size()) {
			long bytes = 0;
			int end = start;
			do {
				bytes += transport.weight(records.get(end++));
			}
			while (end < records.size() && end - start < this.batchSize
					&& bytes + transport.weight(records.get(end)) <= sender.maxBytes());
			sender.send(records.subList(start, end));
			start = end;
		}
	}

	/**
	 * Sends the current values, in a function only if the interval is over. By the clock,
	 * because the time during which the process is suspended may not count otherwise.
	 */
	@Override
	public synchronized CompletableResultCode forceFlush() {
		long now = System.currentTimeMillis();
		if (this.thread == null || this.shutdown.isRequested() || (!this.timed && !isIntervalOver(now))) {
			return CompletableResultCode.ofSuccess();
		}
		this.flushed = now;
		CompletableResultCode result = this.flushes.add(this.asked.incrementAndGet());
		LockSupport.unpark(this.thread);
		return result;
	}

	private boolean isIntervalOver(long now) {
		return this.flushed == 0 || now - this.flushed >= TimeUnit.NANOSECONDS.toMillis(this.interval);
	}

	/**
	 * Sends the last values. Waits here, because the SDK waits for ten seconds.
	 */
	@Override
	public CompletableResultCode shutdown() {
		Thread running;
		synchronized (this) {
			if (this.shutdown.isRequested()) {
				return CompletableResultCode.ofSuccess();
			}
			this.shutdown.request(this.deadline.nanoTime());
			this.target.gate().stop();
			running = this.thread;
		}
		if (running != null) {
			LockSupport.unpark(running);
			try {
				running.join(Math.max(TimeUnit.NANOSECONDS.toMillis(this.shutdown.nanosLeft()), 1));
				if (running.isAlive()) {
					running.interrupt();
				}
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}
		return CompletableResultCode.ofSuccess();
	}

	@Override
	public String toString() {
		return "MetricWorker[" + this.target.description() + "]";
	}

}

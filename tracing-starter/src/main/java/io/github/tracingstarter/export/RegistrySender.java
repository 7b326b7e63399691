package io.github.tracingstarter.export;

import java.time.Duration;
import java.util.List;

import io.github.tracingstarter.otlp.EncodedRecord;
import io.github.tracingstarter.otlp.MetricRequest;
import io.github.tracingstarter.report.FailureLog;
import io.micrometer.registry.otlp.OtlpMetricsSender;
import io.opentelemetry.sdk.resources.Resource;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.core.Ordered;

/**
 * Sends the metrics that Micrometer's OTLP registry has encoded in the same way as
 * everything else: over the same connection, with the resource of the spans, and never
 * with a failure that the registry would log at each step. Nothing is sent again, as with
 * Micrometer's own sender.
 */
final class RegistrySender
		implements OtlpMetricsSender, ApplicationListener<ContextClosedEvent>, Ordered, DisposableBean {

	private static final FailureLog failures = new FailureLog(LogFactory.getLog(RegistrySender.class),
			"The meters of Micrometer's registry for OTLP could not be sent.");

	/** Less than servers accept by default. */
	private static final long MOST_BYTES = 1024 * 1024;

	private final @Nullable MetricTarget target;

	private final Resource resource;

	private final Duration shutdownTimeout;

	private final @Nullable OtlpTransport<EncodedRecord> transport;

	private final @Nullable ExportAttempt<EncodedRecord> attempt;

	private final @Nullable ExportHealth health;

	private volatile boolean closing;

	/**
	 * Creates a sender.
	 * @param target the target of the metrics, or null to drop them
	 */
	RegistrySender(@Nullable MetricTarget target, Resource resource, Duration shutdownTimeout) {
		this.target = target;
		this.resource = resource;
		this.shutdownTimeout = shutdownTimeout;
		this.transport = (target != null) ? target.transport((record) -> record) : null;
		this.health = (target != null) ? new ExportHealth(target.description(), "metrics", target.isSecond()) : null;
		this.attempt = (this.transport != null) ? new ExportAttempt<>(this.transport, new Shutdown()) : null;
	}

	/**
	 * Stops before the registries are closed, which then send for the last time.
	 */
	@Override
	public int getOrder() {
		return HIGHEST_PRECEDENCE;
	}

	@Override
	public void onApplicationEvent(ContextClosedEvent event) {
		this.closing = true;
	}

	@Override
	public void send(Request request) {
		failures.guard(() -> {
			if (this.closing) {
				sendWithin(this.shutdownTimeout, request);
			}
			else {
				sendNow(request);
			}
		});
	}

	private void sendWithin(Duration time, Request request) {
		Thread sending = new Thread(() -> failures.guard(() -> sendNow(request)), "tracing-export-meters");
		sending.setDaemon(true);
		sending.start();
		try {
			sending.join(Math.max(time.toMillis(), 1));
			if (sending.isAlive()) {
				sending.interrupt();
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void sendNow(Request request) {
		MetricTarget known = this.target;
		ExportAttempt<EncodedRecord> way = this.attempt;
		ExportHealth told = this.health;
		if (known == null || way == null || told == null || !known.gate().isOpen() || !known.gate().awaitOpen()) {
			return;
		}
		List<EncodedRecord> records = MetricRequest.records(request.getMetricsData(), this.resource);
		int start = 0;
		ExportFailure failure = null;
		while (start < records.size() && (failure == null || failure.remedy() == ExportFailure.Remedy.TAKEN)) {
			long bytes = 0;
			int end = start;
			while (end < records.size() && bytes < MOST_BYTES) {
				bytes += records.get(end++).weight();
			}
			failure = way.send(records.subList(start, end));
			tell(told, end - start, failure);
			start = end;
		}
	}

	private static void tell(ExportHealth health, int records, @Nullable ExportFailure failure) {
		if (failure == null || failure.remedy() == ExportFailure.Remedy.TAKEN) {
			health.succeeded(records);
			if (failure != null) {
				health.took(records, failure);
			}
		}
		else if (failure.remedy() != ExportFailure.Remedy.UNWANTED) {
			health.failed(failure);
		}
	}

	@Override
	public void destroy() {
		if (this.transport != null) {
			this.transport.shutdown();
		}
	}

}

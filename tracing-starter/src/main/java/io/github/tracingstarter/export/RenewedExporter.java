package io.github.tracingstarter.export;

import java.util.Collection;
import java.util.function.Supplier;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import org.jspecify.annotations.Nullable;

/**
 * Recreates an exporter of OpenTelemetry when its certificates change, because they can
 * only be set on its builder, and when the process has been restored from a snapshot.
 */
final class RenewedExporter implements SpanExporter {

	private final Supplier<@Nullable Object> certificates;

	private final Supplier<SpanExporter> exporters;

	private @Nullable Object present;

	private int restores = SnapshotRestores.count();

	private SpanExporter exporter;

	private boolean shutdown;

	RenewedExporter(Supplier<@Nullable Object> certificates, Supplier<SpanExporter> exporters) {
		this.certificates = certificates;
		this.exporters = exporters;
		this.present = certificates.get();
		this.exporter = exporters.get();
	}

	@Override
	public CompletableResultCode export(Collection<SpanData> spans) {
		SpanExporter exporting = current();
		return DirectExecutorService.call(() -> exporting.export(spans));
	}

	private synchronized SpanExporter current() {
		Object now = this.certificates.get();
		int restored = SnapshotRestores.count();
		if ((now != this.present || restored != this.restores) && !this.shutdown) {
			SpanExporter renewed = this.exporters.get();
			this.exporter.shutdown();
			this.exporter = renewed;
			this.present = now;
			this.restores = restored;
		}
		return this.exporter;
	}

	@Override
	public CompletableResultCode flush() {
		return current().flush();
	}

	@Override
	public synchronized CompletableResultCode shutdown() {
		this.shutdown = true;
		return this.exporter.shutdown();
	}

	@Override
	public String toString() {
		return this.exporter.toString();
	}

}

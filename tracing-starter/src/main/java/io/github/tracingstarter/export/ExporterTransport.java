package io.github.tracingstarter.export;

import java.util.List;

import io.github.tracingstarter.processor.SpanWeight;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import org.jspecify.annotations.Nullable;

/**
 * A transport in which spans wait as the SDK created them, for an exporter that is
 * created when the first ones are sent.
 */
final class ExporterTransport implements ExportTransport<SpanData, SpanData> {

	private final ExportTarget target;

	private volatile @Nullable SpanExporter exporter;

	ExporterTransport(ExportTarget target) {
		this.target = target;
	}

	@Override
	public SpanData prepare(SpanData span) {
		return span;
	}

	@Override
	public int weight(SpanData span) {
		return SpanWeight.of(span);
	}

	@Override
	public CompletableResultCode send(List<SpanData> spans) {
		SpanExporter current = this.exporter;
		if (current == null) {
			current = this.target.createExporter();
			this.exporter = current;
		}
		return current.export(spans);
	}

	@Override
	public void shutdown() {
		SpanExporter made = this.exporter;
		if (made != null) {
			made.shutdown();
		}
	}

}

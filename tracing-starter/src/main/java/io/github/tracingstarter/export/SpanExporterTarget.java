package io.github.tracingstarter.export;

import io.opentelemetry.sdk.trace.export.SpanExporter;
import org.jspecify.annotations.Nullable;

/**
 * An exporter that the application defined as a bean.
 */
record SpanExporterTarget(SpanExporter exporter) implements ExportTarget {

	@Override
	public SpanExporter createExporter() {
		return this.exporter;
	}

	@Override
	public String description() {
		return "SpanExporter bean " + this.exporter.getClass().getSimpleName();
	}

	@Override
	public @Nullable Reply ask() {
		return null;
	}

}

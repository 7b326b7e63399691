package io.github.tracingstarter.export;

import io.opentelemetry.sdk.trace.export.SpanExporter;

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
	public boolean answers() {
		return true;
	}

}

package io.github.tracingstarter.export;

import io.github.tracingstarter.report.SpanDestination;
import io.opentelemetry.sdk.trace.export.SpanExporter;

/**
 * A destination that accepts batches of spans. Each target has its own queue and thread,
 * so that a slow or failing one does not affect the others. Public for the packages of
 * exporters that can be deleted.
 */
public interface ExportTarget extends SpanDestination {

	/**
	 * Creates the exporter that sends the spans. Called once, on the thread of the target
	 * at the first batch, because it may be slow to build. An export that is worth a
	 * retry must fail with an {@link java.io.IOException}.
	 * @return the exporter
	 */
	SpanExporter createExporter();

}

package io.github.tracingstarter.export;

import io.github.tracingstarter.report.SpanDestination;
import io.opentelemetry.sdk.trace.export.SpanExporter;

/**
 * A destination that takes batches of spans. Each target has a queue and a thread of its
 * own, so that a slow or failing one does not affect the others. Public for the packages
 * of the exporters that can be left out.
 */
public interface ExportTarget extends SpanDestination {

	/**
	 * The exporter that sends the spans. Called once, from the thread of the target at
	 * the first batch: it may be slow to build. A failed export that is worth a retry
	 * fails with an {@link java.io.IOException}.
	 * @return the exporter
	 */
	SpanExporter createExporter();

}

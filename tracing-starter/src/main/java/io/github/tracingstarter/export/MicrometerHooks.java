package io.github.tracingstarter.export;

import java.util.ArrayList;
import java.util.List;

import io.micrometer.tracing.exporter.SpanExportingPredicate;
import io.micrometer.tracing.exporter.SpanFilter;
import io.micrometer.tracing.exporter.SpanReporter;
import io.micrometer.tracing.otel.bridge.CompositeSpanExporter;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;

/**
 * Keeps the application's Micrometer beans at work that drop, change or take finished
 * spans. Costs nothing where there is none.
 */
final class MicrometerHooks {

	private final List<SpanExportingPredicate> predicates;

	private final List<SpanFilter> filters;

	private final List<SpanReporter> reporters;

	MicrometerHooks(ObjectProvider<SpanExportingPredicate> predicates, ObjectProvider<SpanFilter> filters,
			ObjectProvider<SpanReporter> reporters) {
		this.predicates = predicates.orderedStream().toList();
		this.filters = filters.orderedStream().toList();
		this.reporters = reporters.orderedStream().toList();
	}

	/**
	 * The same targets behind the predicates and filters, and one more for the reporters.
	 */
	List<ExportTarget> applyTo(List<ExportTarget> targets) {
		List<ExportTarget> hooked = new ArrayList<>();
		for (ExportTarget target : targets) {
			hooked.add((this.predicates.isEmpty() && this.filters.isEmpty()) ? target
					: new HookedTarget(target, this.predicates, this.filters));
		}
		if (!this.reporters.isEmpty()) {
			hooked.add(new SpanExporterTarget(
					new CompositeSpanExporter(List.of(), this.predicates, this.reporters, this.filters)));
		}
		return hooked;
	}

	private record HookedTarget(ExportTarget target, List<SpanExportingPredicate> predicates,
			List<SpanFilter> filters) implements ExportTarget {

		@Override
		public SpanExporter createExporter() {
			return new CompositeSpanExporter(List.of(this.target.createExporter()), this.predicates, List.of(),
					this.filters);
		}

		@Override
		public String description() {
			return this.target.description();
		}

		@Override
		public @Nullable Reply ask() {
			return this.target.ask();
		}

	}

}

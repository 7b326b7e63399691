package io.github.tracingstarter.control;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

import io.github.tracingstarter.report.DestinationStatus;
import io.github.tracingstarter.report.ExportControl;
import io.github.tracingstarter.report.SpanCount;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.jspecify.annotations.Nullable;

/**
 * Meters of what is counted anyway: nothing is done for a span, only when a meter is
 * read.
 */
final class TracingMeters implements MeterBinder {

	private static final String SPANS = "spans";

	private final @Nullable ExportControl exporters;

	private final List<SpanCount> counts;

	TracingMeters(@Nullable ExportControl exporters, List<SpanCount> counts) {
		this.exporters = exporters;
		this.counts = counts;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		this.counts.forEach((count) -> FunctionCounter.builder(count.name(), count, (each) -> each.total().getAsLong())
			.description(count.description())
			.register(registry));
		if (this.exporters != null) {
			List<DestinationStatus> destinations = this.exporters.destinations();
			for (int i = 0; i < destinations.size(); i++) {
				bind(registry, this.exporters, i, destinations.get(i));
			}
		}
	}

	private static void bind(MeterRegistry registry, ExportControl exporters, int index, DestinationStatus first) {
		Tags tags = Tags.of("exporter", first.description());
		counter("tracing.spans.exported", "Spans that the exporter has sent.", exporters,
				read(index, DestinationStatus::sent), tags)
			.register(registry);
		for (String cause : first.figures().drops().keySet()) {
			counter("tracing.spans.dropped", "Spans that are not sent.", exporters,
					read(index, (status) -> status.figures().drops().getOrDefault(cause, 0L)), tags.and("cause", cause))
				.register(registry);
		}
		FunctionCounter
			.builder("tracing.export.failures", exporters, read(index, (status) -> status.figures().failedRequests()))
			.description("Requests of the exporter that failed; their spans may be sent again.")
			.tags(tags)
			.register(registry);
		FunctionTimer
			.builder("tracing.export.duration", exporters,
					(control) -> control.destinations().get(index).figures().requests(),
					read(index, (status) -> status.figures().requestTime().toNanos()), TimeUnit.NANOSECONDS)
			.description("Requests of the exporter, and the time that they take.")
			.tags(tags)
			.register(registry);
		Gauge.builder("tracing.queue.size", exporters, read(index, (status) -> status.figures().queued()))
			.description("Spans that wait for the exporter.")
			.baseUnit(SPANS)
			.tags(tags)
			.register(registry);
		Gauge.builder("tracing.queue.bytes", exporters, read(index, (status) -> status.figures().queuedBytes()))
			.description("The memory that waiting spans take, by estimate.")
			.baseUnit("bytes")
			.tags(tags)
			.register(registry);
	}

	private static FunctionCounter.Builder<ExportControl> counter(String name, String description,
			ExportControl exporters, ToDoubleFunction<ExportControl> value, Tags tags) {
		return FunctionCounter.builder(name, exporters, value).description(description).baseUnit(SPANS).tags(tags);
	}

	private static ToDoubleFunction<ExportControl> read(int index, ToDoubleFunction<DestinationStatus> value) {
		return (control) -> value.applyAsDouble(control.destinations().get(index));
	}

}

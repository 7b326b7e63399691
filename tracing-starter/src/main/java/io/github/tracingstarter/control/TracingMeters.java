package io.github.tracingstarter.control;

import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

import io.github.tracingstarter.report.DestinationStatus;
import io.github.tracingstarter.report.DestinationStatus.Signal;
import io.github.tracingstarter.report.ExportControl;
import io.github.tracingstarter.report.SpanCount;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * Meters of existing counts. They cost nothing for a span; work is done only when a meter
 * is read.
 */
final class TracingMeters implements MeterBinder {

	private static final Map<Signal, String> RECORDS = Map.of(Signal.TRACES, "spans", Signal.LOGS, "logs",
			Signal.METRICS, "metrics");

	private final List<ExportControl> exporters;

	private final List<SpanCount> counts;

	TracingMeters(List<ExportControl> exporters, List<SpanCount> counts) {
		this.exporters = exporters;
		this.counts = counts;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		this.counts.forEach((count) -> FunctionCounter.builder(count.name(), count, (each) -> each.total().getAsLong())
			.description(count.description())
			.register(registry));
		for (ExportControl exporter : this.exporters) {
			List<DestinationStatus> destinations = exporter.destinations();
			for (int i = 0; i < destinations.size(); i++) {
				bind(registry, exporter, i, destinations.get(i));
			}
		}
	}

	private static void bind(MeterRegistry registry, ExportControl exporters, int index, DestinationStatus first) {
		String records = RECORDS.get(first.signal());
		String prefix = "tracing." + records;
		Tags exporter = Tags.of("exporter", first.description());
		counter(prefix + ".exported", "What the exporter has sent.", records, exporters,
				read(index, DestinationStatus::sent), exporter)
			.register(registry);
		for (String cause : first.figures().drops().keySet()) {
			counter(prefix + ".dropped", "What is not sent.", records, exporters,
					read(index, (status) -> status.figures().drops().getOrDefault(cause, 0L)),
					exporter.and("cause", cause))
				.register(registry);
		}
		Tags tags = exporter.and("signal", first.signal().label());
		FunctionCounter
			.builder("tracing.export.failures", exporters, read(index, (status) -> status.figures().failedRequests()))
			.description("Requests of the exporter that failed; what is in them may be sent again.")
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
			.description("What waits for the exporter.")
			.baseUnit("records")
			.tags(tags)
			.register(registry);
		Gauge.builder("tracing.queue.bytes", exporters, read(index, (status) -> status.figures().queuedBytes()))
			.description("The memory that what waits takes, by estimate.")
			.baseUnit("bytes")
			.tags(tags)
			.register(registry);
	}

	private static FunctionCounter.Builder<ExportControl> counter(String name, String description, String records,
			ExportControl exporters, ToDoubleFunction<ExportControl> value, Tags tags) {
		return FunctionCounter.builder(name, exporters, value).description(description).baseUnit(records).tags(tags);
	}

	private static ToDoubleFunction<ExportControl> read(int index, ToDoubleFunction<DestinationStatus> value) {
		return (control) -> value.applyAsDouble(control.destinations().get(index));
	}

}

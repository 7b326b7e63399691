package io.github.tracingstarter.export;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

import io.github.tracingstarter.configuration.InvalidTracingPropertyException;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.core.env.Environment;
import org.springframework.util.unit.DataSize;

/**
 * Properties of the queue that every exporter has.
 *
 * @param maxQueueSize Maximum number of spans in the queue of an exporter. Further spans
 * are dropped, whole traces first, and counted.
 * @param maxQueueMemory Maximum estimated memory of waiting spans. Applies together with
 * the maximum queue size.
 * @param maxExportBatchSize Maximum number of spans in a request.
 * @param scheduleDelay Maximum time that a span waits before it is sent.
 * @param shutdownTimeout Maximum time that a shutdown waits for unsent spans.
 */
@ConfigurationProperties("tracing.batch")
record BatchProperties(@DefaultValue("32768") int maxQueueSize, @DefaultValue("48MB") DataSize maxQueueMemory,
		@DefaultValue("2048") int maxExportBatchSize, @DefaultValue("1s") Duration scheduleDelay,
		@DefaultValue("2s") Duration shutdownTimeout) {

	private static final int LARGEST_QUEUE = 1 << 24;

	public BatchProperties {
		positive("max-queue-size", maxQueueSize, maxQueueSize);
		if (maxQueueSize > LARGEST_QUEUE) {
			throw new InvalidTracingPropertyException("tracing.batch.max-queue-size", maxQueueSize,
					"a queue cannot be that large",
					"Set it to %d or less; tracing.batch.max-queue-memory bounds it as well.".formatted(LARGEST_QUEUE));
		}
		positive("max-queue-memory", maxQueueMemory.toBytes(), maxQueueMemory);
		positive("max-export-batch-size", maxExportBatchSize, maxExportBatchSize);
		positive("schedule-delay", scheduleDelay.toMillis(), DurationStyle.SIMPLE.print(scheduleDelay));
		if (shutdownTimeout.isNegative()) {
			throw new InvalidTracingPropertyException("tracing.batch.shutdown-timeout",
					DurationStyle.SIMPLE.print(shutdownTimeout), "it is negative",
					"Set it to a duration such as 2s, or to 0s not to wait.");
		}
		if (maxExportBatchSize > maxQueueSize) {
			throw new InvalidTracingPropertyException("tracing.batch.max-export-batch-size", maxExportBatchSize,
					"it is above tracing.batch.max-queue-size=" + maxQueueSize,
					"Set it to %d or less, or raise tracing.batch.max-queue-size.".formatted(maxQueueSize));
		}
	}

	/**
	 * Returns these properties, with Boot's keys and OpenTelemetry's variables as a
	 * fallback. Boot 4.1 maps the variables to its keys itself.
	 */
	BatchProperties orBoots(Environment environment) {
		Binder binder = Binder.get(environment);
		int queue = boots(binder, "max-queue-size", "max-queue-size", "OTEL_BSP_MAX_QUEUE_SIZE", Integer.class)
			.filter((size) -> size > 0)
			.orElse(this.maxQueueSize);
		int batch = boots(binder, "max-export-batch-size", "max-batch-size", "OTEL_BSP_MAX_EXPORT_BATCH_SIZE",
				Integer.class)
			.filter((size) -> size > 0)
			.orElse(this.maxExportBatchSize);
		Duration delay = boots(binder, "schedule-delay", "schedule-delay", "OTEL_BSP_SCHEDULE_DELAY", Duration.class)
			.filter((duration) -> duration.toMillis() > 0)
			.orElse(this.scheduleDelay);
		return new BatchProperties(queue, this.maxQueueMemory, Math.min(batch, queue), delay, this.shutdownTimeout);
	}

	private static <T> Optional<T> boots(Binder binder, String ours, String boots, String variable, Class<T> type) {
		if (binder.bind("tracing.batch." + ours, String.class).isBound()) {
			return Optional.empty();
		}
		String name = variable.toLowerCase(Locale.ROOT).replace('_', '.');
		return Optional.ofNullable(binder.bind("management.opentelemetry.tracing.export." + boots, type)
			.orElseGet(() -> binder.bind(name, type).orElse(null)));
	}

	private static void positive(String name, long value, Object shown) {
		if (value <= 0) {
			throw new InvalidTracingPropertyException("tracing.batch." + name, shown, "it is not above 0",
					"Set it to a value above 0, or remove it to use the default.");
		}
	}

}

package io.github.tracingstarter.export;

import java.time.Duration;

import io.github.tracingstarter.core.InvalidTracingPropertyException;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.util.unit.DataSize;

/**
 * How spans wait for their exporter. Every exporter has a queue of this kind.
 *
 * @param maxQueueSize the number of spans that may wait for an exporter; what does not
 * fit is dropped, whole traces first, and counted
 * @param maxQueueMemory the memory that waiting spans may take, by estimate; the smaller
 * of the two bounds holds
 * @param maxExportBatchSize the number of spans sent in one request at the most
 * @param scheduleDelay how long a span waits at the most before it is sent
 * @param shutdownTimeout how long the application waits on shutdown for spans that are
 * not sent yet
 */
@ConfigurationProperties("tracing.batch")
public record BatchProperties(@DefaultValue("32768") int maxQueueSize, @DefaultValue("48MB") DataSize maxQueueMemory,
		@DefaultValue("2048") int maxExportBatchSize, @DefaultValue("1s") Duration scheduleDelay,
		@DefaultValue("2s") Duration shutdownTimeout) {

	private static final int LARGEST_QUEUE = 1 << 24;

	public BatchProperties {
		positive("max-queue-size", maxQueueSize, maxQueueSize);
		if (maxQueueSize > LARGEST_QUEUE) {
			throw new InvalidTracingPropertyException("tracing.batch.max-queue-size", maxQueueSize,
					"no queue is that large",
					"Set it to %d or less; tracing.batch.max-queue-memory bounds it as well.".formatted(LARGEST_QUEUE));
		}
		positive("max-queue-memory", maxQueueMemory.toBytes(), maxQueueMemory);
		positive("max-export-batch-size", maxExportBatchSize, maxExportBatchSize);
		positive("schedule-delay", scheduleDelay.toMillis(), DurationStyle.SIMPLE.print(scheduleDelay));
		if (shutdownTimeout.isNegative()) {
			throw new InvalidTracingPropertyException("tracing.batch.shutdown-timeout",
					DurationStyle.SIMPLE.print(shutdownTimeout), "it is negative",
					"Set it to a duration such as 2s, or to 0s to wait for nothing.");
		}
		if (maxExportBatchSize > maxQueueSize) {
			throw new InvalidTracingPropertyException("tracing.batch.max-export-batch-size", maxExportBatchSize,
					"it is above tracing.batch.max-queue-size=" + maxQueueSize,
					"Set it to %d or less, or raise tracing.batch.max-queue-size.".formatted(maxQueueSize));
		}
	}

	private static void positive(String name, long value, Object shown) {
		if (value <= 0) {
			throw new InvalidTracingPropertyException("tracing.batch." + name, shown, "it is not above 0",
					"Set it to a value above 0, or remove it to have the default.");
		}
	}

}

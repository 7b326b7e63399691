package io.github.tracingstarter.metrics;

import java.lang.management.ClassLoadingMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.lang.management.ThreadInfo;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToLongFunction;

import javax.management.ListenerNotFoundException;
import javax.management.Notification;
import javax.management.NotificationEmitter;
import javax.management.NotificationListener;
import javax.management.openmbean.CompositeData;

import com.sun.management.GarbageCollectionNotificationInfo;
import com.sun.management.OperatingSystemMXBean;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.Meter;
import org.jspecify.annotations.Nullable;

/**
 * The stable metrics for the virtual machine in OpenTelemetry's conventions, read when
 * they are exported.
 */
final class JvmMetrics implements AutoCloseable {

	private static final double SECOND = 1_000_000_000d;

	private static final AttributeKey<String> MEMORY_TYPE = AttributeKey.stringKey("jvm.memory.type");

	private static final AttributeKey<String> POOL = AttributeKey.stringKey("jvm.memory.pool.name");

	private static final AttributeKey<String> STATE = AttributeKey.stringKey("jvm.thread.state");

	private static final AttributeKey<Boolean> DAEMON = AttributeKey.booleanKey("jvm.thread.daemon");

	private static final AttributeKey<String> ACTION = AttributeKey.stringKey("jvm.gc.action");

	private static final AttributeKey<String> COLLECTOR = AttributeKey.stringKey("jvm.gc.name");

	private final List<AutoCloseable> closing = new ArrayList<>();

	JvmMetrics(Meter meter) {
		memory(meter);
		threads(meter);
		classes(meter);
		if (ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system) {
			processor(meter, system);
		}
		collections(meter);
	}

	private void memory(Meter meter) {
		memory(meter, "jvm.memory.used", "Measure of memory used.", MemoryPoolMXBean::getUsage, MemoryUsage::getUsed);
		memory(meter, "jvm.memory.committed", "Measure of memory committed.", MemoryPoolMXBean::getUsage,
				MemoryUsage::getCommitted);
		memory(meter, "jvm.memory.limit", "Measure of max obtainable memory.", MemoryPoolMXBean::getUsage,
				MemoryUsage::getMax);
		memory(meter, "jvm.memory.used_after_last_gc",
				"Measure of memory used, as measured after the most recent garbage collection event on this pool.",
				MemoryPoolMXBean::getCollectionUsage, MemoryUsage::getUsed);
	}

	private void memory(Meter meter, String name, String description,
			Function<MemoryPoolMXBean, @Nullable MemoryUsage> usage, ToLongFunction<MemoryUsage> value) {
		Map<MemoryPoolMXBean, Attributes> pools = new HashMap<>();
		for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
			pools.put(pool, Attributes.of(MEMORY_TYPE, (pool.getType() == MemoryType.HEAP) ? "heap" : "non_heap", POOL,
					pool.getName()));
		}
		this.closing.add(meter.upDownCounterBuilder(name)
			.setUnit("By")
			.setDescription(description)
			.buildWithCallback((measurement) -> pools.forEach((pool, attributes) -> {
				MemoryUsage of = usage.apply(pool);
				long bytes = (of != null) ? value.applyAsLong(of) : -1;
				if (bytes >= 0) {
					measurement.record(bytes, attributes);
				}
			})));
	}

	private void threads(Meter meter) {
		this.closing.add(meter.upDownCounterBuilder("jvm.thread.count")
			.setUnit("{thread}")
			.setDescription("Number of executing platform threads.")
			.buildWithCallback((measurement) -> {
				Map<Attributes, Long> counts = new HashMap<>();
				long[] ids = ManagementFactory.getThreadMXBean().getAllThreadIds();
				for (ThreadInfo thread : ManagementFactory.getThreadMXBean().getThreadInfo(ids)) {
					if (thread != null) {
						counts.merge(Attributes.of(DAEMON, thread.isDaemon(), STATE,
								thread.getThreadState().name().toLowerCase(Locale.ROOT)), 1L, Long::sum);
					}
				}
				counts.forEach((attributes, count) -> measurement.record(count, attributes));
			}));
	}

	private void classes(Meter meter) {
		ClassLoadingMXBean classes = ManagementFactory.getClassLoadingMXBean();
		this.closing.add(meter.counterBuilder("jvm.class.loaded")
			.setUnit("{class}")
			.setDescription("Number of classes loaded since JVM start.")
			.buildWithCallback((measurement) -> measurement.record(classes.getTotalLoadedClassCount())));
		this.closing.add(meter.counterBuilder("jvm.class.unloaded")
			.setUnit("{class}")
			.setDescription("Number of classes unloaded since JVM start.")
			.buildWithCallback((measurement) -> measurement.record(classes.getUnloadedClassCount())));
		this.closing.add(meter.upDownCounterBuilder("jvm.class.count")
			.setUnit("{class}")
			.setDescription("Number of classes currently loaded.")
			.buildWithCallback((measurement) -> measurement.record(classes.getLoadedClassCount())));
	}

	private void processor(Meter meter, OperatingSystemMXBean system) {
		this.closing.add(meter.counterBuilder("jvm.cpu.time")
			.ofDoubles()
			.setUnit("s")
			.setDescription("CPU time used by the process as reported by the JVM.")
			.buildWithCallback((measurement) -> {
				long nanos = system.getProcessCpuTime();
				if (nanos >= 0) {
					measurement.record(nanos / SECOND);
				}
			}));
		this.closing.add(meter.upDownCounterBuilder("jvm.cpu.count")
			.setUnit("{cpu}")
			.setDescription("Number of processors available to the Java virtual machine.")
			.buildWithCallback((measurement) -> measurement.record(Runtime.getRuntime().availableProcessors())));
		this.closing.add(meter.gaugeBuilder("jvm.cpu.recent_utilization")
			.setUnit("1")
			.setDescription("Recent CPU utilization for the process as reported by the JVM.")
			.buildWithCallback((measurement) -> {
				double load = system.getProcessCpuLoad();
				if (load >= 0) {
					measurement.record(load);
				}
			}));
	}

	private void collections(Meter meter) {
		DoubleHistogram durations = meter.histogramBuilder("jvm.gc.duration")
			.setUnit("s")
			.setDescription("Duration of JVM garbage collection actions.")
			.setExplicitBucketBoundariesAdvice(List.of(0.01, 0.1, 1.0, 10.0))
			.build();
		NotificationListener listener = (notification, handback) -> collected(notification, durations);
		for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
			if (collector instanceof NotificationEmitter emitter) {
				emitter.addNotificationListener(listener, null, null);
				this.closing.add(() -> remove(emitter, listener));
			}
		}
	}

	private static void collected(Notification notification, DoubleHistogram durations) {
		if (notification.getType().equals(GarbageCollectionNotificationInfo.GARBAGE_COLLECTION_NOTIFICATION)
				&& notification.getUserData() instanceof CompositeData data) {
			GarbageCollectionNotificationInfo info = GarbageCollectionNotificationInfo.from(data);
			durations.record(info.getGcInfo().getDuration() / 1000d,
					Attributes.of(ACTION, info.getGcAction(), COLLECTOR, info.getGcName()));
		}
	}

	private static void remove(NotificationEmitter emitter, NotificationListener listener) {
		try {
			emitter.removeNotificationListener(listener);
		}
		catch (ListenerNotFoundException ex) {
			// Other code has removed all of them.
		}
	}

	@Override
	public void close() {
		for (AutoCloseable each : this.closing) {
			try {
				each.close();
			}
			catch (Exception ex) {
				// None of them throws an exception.
			}
		}
	}

}

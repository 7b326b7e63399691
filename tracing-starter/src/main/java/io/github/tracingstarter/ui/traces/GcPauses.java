package io.github.tracingstarter.ui.traces;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import javax.management.ListenerNotFoundException;
import javax.management.Notification;
import javax.management.NotificationEmitter;
import javax.management.NotificationListener;
import javax.management.openmbean.CompositeData;

import com.sun.management.GarbageCollectionNotificationInfo;
import com.sun.management.GcInfo;
import io.github.tracingstarter.report.FailureLog;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * The application's last pauses for garbage collection, as reported by the virtual
 * machine, in milliseconds. They include only collectors that are known to stop the
 * application for the whole time, because the work of others is not a pause.
 */
final class GcPauses implements NotificationListener, AutoCloseable {

	private static final FailureLog failures = new FailureLog(LogFactory.getLog(GcPauses.class),
			"Pauses for garbage collection are not noticed. The application is not affected.");

	private static final int MOST = 2048;

	/** The names of the virtual machine's beans. */
	private static final Set<String> PAUSING = Set.of("Copy", "MarkSweepCompact", "PS Scavenge", "PS MarkSweep",
			"G1 Young Generation", "G1 Old Generation", "ZGC Pauses", "ZGC Minor Pauses", "ZGC Major Pauses",
			"Shenandoah Pauses");

	private final Deque<Pause> pauses = new ArrayDeque<>();

	private final long vmStartMillis = ManagementFactory.getRuntimeMXBean().getStartTime();

	void listen() {
		for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
			try {
				if (PAUSING.contains(collector.getName()) && collector instanceof NotificationEmitter emitter) {
					emitter.addNotificationListener(this, null, null);
				}
			}
			catch (RuntimeException | LinkageError ex) {
				failures.log(ex);
			}
		}
	}

	@Override
	public void handleNotification(Notification notification, @Nullable Object handback) {
		try {
			if (notification.getType().equals(GarbageCollectionNotificationInfo.GARBAGE_COLLECTION_NOTIFICATION)) {
				GarbageCollectionNotificationInfo info = GarbageCollectionNotificationInfo
					.from((CompositeData) notification.getUserData());
				GcInfo times = info.getGcInfo();
				add(new Pause(epochNanos(times.getStartTime()), epochNanos(times.getEndTime()), info.getGcCause()));
			}
		}
		catch (RuntimeException | LinkageError ex) {
			failures.log(ex);
		}
	}

	private long epochNanos(long vmMillis) {
		return TimeUnit.MILLISECONDS.toNanos(this.vmStartMillis + vmMillis);
	}

	synchronized void add(Pause pause) {
		if (pause.endNanos() > pause.startNanos()) {
			this.pauses.addLast(pause);
			if (this.pauses.size() > MOST) {
				this.pauses.removeFirst();
			}
		}
	}

	/**
	 * Returns the pauses within a period.
	 * @param startNanos its start, in nanoseconds since the epoch
	 * @param endNanos its end
	 * @return the pauses, cut to that period
	 */
	synchronized List<Pause> within(long startNanos, long endNanos) {
		return this.pauses.stream()
			.filter((pause) -> pause.startNanos < endNanos && pause.endNanos > startNanos)
			.map((pause) -> new Pause(Math.max(pause.startNanos, startNanos), Math.min(pause.endNanos, endNanos),
					pause.cause))
			.toList();
	}

	@Override
	public void close() {
		for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
			try {
				if (PAUSING.contains(collector.getName()) && collector instanceof NotificationEmitter emitter) {
					emitter.removeNotificationListener(this);
				}
			}
			catch (ListenerNotFoundException | RuntimeException ex) {
				// There was no such listener.
			}
		}
	}

	/**
	 * A pause.
	 *
	 * @param startNanos when it began, in nanoseconds since the epoch
	 * @param endNanos when it ended
	 * @param cause the cause, in the words of the virtual machine
	 */
	record Pause(long startNanos, long endNanos, String cause) {

		long nanos() {
			return this.endNanos - this.startNanos;
		}

	}

}

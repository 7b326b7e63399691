package io.github.tracingstarter.comparison.control;

import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.Map;

import com.sun.management.ThreadMXBean;

/**
 * The number of bytes that all threads have allocated since the start. On Java 17, the
 * JVM reports it only for live threads, so the last value of each thread is kept.
 */
class Allocation {

	private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

	private Map<Long, Long> living = new HashMap<>();

	private long ofDeadThreads;

	synchronized long bytes() {
		long[] ids = this.threads.getAllThreadIds();
		long[] bytes = this.threads.getThreadAllocatedBytes(ids);
		Map<Long, Long> now = new HashMap<>();
		long total = 0;
		for (int i = 0; i < ids.length; i++) {
			if (bytes[i] >= 0) {
				now.put(ids[i], bytes[i]);
				total += bytes[i];
			}
		}
		this.living.forEach((id, before) -> {
			if (!now.containsKey(id)) {
				this.ofDeadThreads += before;
			}
		});
		this.living = now;
		return total + this.ofDeadThreads;
	}

}

package io.github.tracingstarter.comparison.control;

import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.Map;

import com.sun.management.ThreadMXBean;

/**
 * The bytes that all threads have allocated since the start. The JVM of Java 17 tells
 * them for threads that live, so what a thread had allocated when it was last seen is
 * kept.
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

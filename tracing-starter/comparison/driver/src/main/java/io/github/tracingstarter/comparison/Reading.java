package io.github.tracingstarter.comparison;

/**
 * The resources that an application's process has used since its start.
 *
 * @param cpuNanos CPU time of all its threads
 * @param allocated bytes allocated by all its threads
 * @param heap bytes of the heap that are in use
 * @param metaspace bytes of class metadata
 * @param threads the number of threads
 */
record Reading(long cpuNanos, long allocated, long heap, long metaspace, int threads) {

	static Reading parse(String line) {
		String[] parts = line.trim().split(" ");
		return new Reading(Long.parseLong(parts[0]), Long.parseLong(parts[1]), Long.parseLong(parts[2]),
				Long.parseLong(parts[3]), Integer.parseInt(parts[4]));
	}

}

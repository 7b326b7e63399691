package io.github.tracingstarter.comparison;

/**
 * What must not grow while an application runs for hours.
 *
 * @param heap the used heap
 * @param metaspace the memory of classes
 * @param code the compiled code
 * @param buffers the memory of direct buffers
 * @param committed the memory that the JVM has committed in all, -1 if it does not say
 * @param classes how many are loaded
 * @param threads how many live
 * @param files how many are open, with sockets
 */
record Vitals(long heap, long metaspace, long code, long buffers, long committed, long classes, long threads,
		long files) {

	static Vitals parse(String line) {
		String[] parts = line.trim().split(" ");
		long[] values = new long[8];
		for (int i = 0; i < values.length; i++) {
			values[i] = Long.parseLong(parts[i]);
		}
		return new Vitals(values[0], values[1], values[2], values[3], values[4], values[5], values[6], values[7]);
	}

}

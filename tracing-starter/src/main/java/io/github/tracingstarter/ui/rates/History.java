package io.github.tracingstarter.ui.rates;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * The minutes of the last hour, or since the application started, as the page draws them.
 */
final class History {

	private final long first;

	private final long[][] durations;

	private final long[] counts;

	private final long[] errors;

	private long nanos;

	/** The number of requests whose durations are not known. */
	private long unknown;

	/**
	 * Creates an empty history.
	 * @param first the first minute
	 * @param last the current minute
	 */
	History(long first, long last) {
		int size = (int) (last - first) + 1;
		this.first = first;
		this.durations = new long[size][Durations.BUCKETS];
		this.counts = new long[size];
		this.errors = new long[size];
	}

	boolean has(long minute) {
		return minute >= this.first && minute < this.first + this.counts.length;
	}

	void requests(long minute, int bucket, int count) {
		int index = (int) (minute - this.first);
		this.durations[index][bucket] += count;
		this.counts[index] += count;
	}

	void others(long minute, int unknown, int errors, long nanos) {
		int index = (int) (minute - this.first);
		this.counts[index] += unknown;
		this.unknown += unknown;
		this.errors[index] += errors;
		this.nanos += nanos;
	}

	long count() {
		return Arrays.stream(this.counts).sum();
	}

	Map<String, Object> toJson() {
		Map<String, Object> json = new LinkedHashMap<>();
		long count = count();
		json.put("count", count);
		json.put("failed", Arrays.stream(this.errors).sum());
		json.put("averageUs", (count > 0) ? TimeUnit.NANOSECONDS.toMicros(this.nanos / count) : 0);
		if (this.unknown == 0) {
			long[] all = new long[Durations.BUCKETS];
			Arrays.stream(this.durations).forEach((minute) -> Arrays.setAll(all, (i) -> all[i] + minute[i]));
			json.put("p50Us", percentile(all, 0.5));
			json.put("p95Us", percentile(all, 0.95));
		}
		json.put("counts", list(this.counts));
		json.put("failures", list(this.errors));
		json.put("p95sUs", Arrays.stream(this.durations).map((minute) -> percentile(minute, 0.95)).toList());
		return json;
	}

	private static long percentile(long[] counts, double part) {
		return TimeUnit.NANOSECONDS.toMicros(Durations.percentile(counts, part));
	}

	private static List<Long> list(long[] values) {
		return IntStream.range(0, values.length).mapToObj((i) -> values[i]).toList();
	}

}

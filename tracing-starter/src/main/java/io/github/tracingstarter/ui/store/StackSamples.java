package io.github.tracingstarter.ui.store;

import java.util.List;

/**
 * What the thread of a slow request did, as it was seen from time to time.
 *
 * @param traceId the trace id in hex
 * @param spanId the id of the span of the request in hex
 * @param intervalNanos the time between two samples
 * @param endNanos when the thread left the request, in nanoseconds since the epoch
 * @param samples the samples by time; those with the same stack share it
 * @param bytes the memory they take, estimated
 */
public record StackSamples(String traceId, String spanId, long intervalNanos, long endNanos, List<Sample> samples,
		long bytes) {

	/**
	 * What the thread did at one moment.
	 *
	 * @param epochNanos when, in nanoseconds since the epoch
	 * @param frames the frames within the request, the innermost first; none if there
	 * were too many different stacks to keep this one
	 */
	public record Sample(long epochNanos, List<StackTraceElement> frames) {
	}

}

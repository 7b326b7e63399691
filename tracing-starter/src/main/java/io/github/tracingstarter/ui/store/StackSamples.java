package io.github.tracingstarter.ui.store;

import java.util.List;

/**
 * The stack samples of the thread of a slow request.
 *
 * @param traceId the trace id in hex
 * @param spanId the id of the span of the request in hex
 * @param intervalNanos the time between two samples
 * @param endNanos when the thread left the request, in nanoseconds since the epoch
 * @param samples the samples by time; samples with the same stack share it
 * @param bytes the estimated memory that they take
 */
public record StackSamples(String traceId, String spanId, long intervalNanos, long endNanos, List<Sample> samples,
		long bytes) {

	/**
	 * A sample of the thread at one moment.
	 *
	 * @param epochNanos when it was taken, in nanoseconds since the epoch
	 * @param frames the frames within the request, innermost first; empty if there were
	 * too many different stacks to keep this one
	 */
	public record Sample(long epochNanos, List<StackTraceElement> frames) {
	}

}

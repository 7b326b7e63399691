package io.github.tracingstarter.ui.store;

import java.util.List;

/**
 * The state of a trace at one moment.
 *
 * @param traceId the trace id in hex
 * @param seq the number of its last change, which increases with every change of any
 * trace
 * @param spans the spans that have arrived, in the order of their arrival
 * @param omitted how many spans were omitted because the trace had grown too large
 * @param stacks the stack samples of its slow requests
 */
public record StoredTrace(String traceId, long seq, List<StoredSpan> spans, int omitted, List<StackSamples> stacks) {

	/**
	 * Creates a trace without samples.
	 */
	public StoredTrace(String traceId, long seq, List<StoredSpan> spans, int omitted) {
		this(traceId, seq, spans, omitted, List.of());
	}

}

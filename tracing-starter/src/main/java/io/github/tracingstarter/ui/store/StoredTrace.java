package io.github.tracingstarter.ui.store;

import java.util.List;

/**
 * A trace as it was at one moment.
 *
 * @param traceId the trace id in hex
 * @param seq the number of its last change; grows from change to change, over all traces
 * @param spans the spans that have arrived, in the order in which they arrived
 * @param omitted how many spans were left out because the trace had grown too large
 * @param stacks what the threads of its slow requests did
 */
public record StoredTrace(String traceId, long seq, List<StoredSpan> spans, int omitted, List<StackSamples> stacks) {

	/**
	 * A trace without samples.
	 */
	public StoredTrace(String traceId, long seq, List<StoredSpan> spans, int omitted) {
		this(traceId, seq, spans, omitted, List.of());
	}

}

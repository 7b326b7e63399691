package io.github.tracingstarter.export;

/**
 * A finished span as it goes over the wire, in one array where the SDK's span has many
 * objects.
 *
 * @param origin what the span shares with others
 * @param message the span as a field of {@code ScopeSpans}, tag and length included
 */
record EncodedSpan(SpanOrigin origin, byte[] message) {

	/** The array, this object and their headers, beside the bytes of the message. */
	private static final int OVERHEAD = 48;

	int weight() {
		return this.message.length + OVERHEAD;
	}

}

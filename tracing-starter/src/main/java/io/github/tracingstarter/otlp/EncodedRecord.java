package io.github.tracingstarter.otlp;

/**
 * A record, such as a finished span, in its encoded form: one array instead of the SDK's
 * many objects.
 */
public final class EncodedRecord {

	/** The bytes of the array, this object and their headers, without the message. */
	private static final int OVERHEAD = 48;

	private final RecordOrigin origin;

	private final byte[] message;

	/**
	 * Creates a record.
	 * @param origin the resource and scope, which records share
	 * @param message the record as a field of {@code ScopeSpans} or its equivalent,
	 * including the tag and length
	 */
	EncodedRecord(RecordOrigin origin, byte[] message) {
		this.origin = origin;
		this.message = message;
	}

	RecordOrigin origin() {
		return this.origin;
	}

	byte[] message() {
		return this.message;
	}

	/**
	 * Returns the memory of the record, which is no less than its share of a request.
	 * @return the number of bytes
	 */
	public int weight() {
		return this.message.length + OVERHEAD;
	}

}

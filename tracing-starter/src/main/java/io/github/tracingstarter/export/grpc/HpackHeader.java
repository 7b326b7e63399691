package io.github.tracingstarter.export.grpc;

/**
 * A header field.
 *
 * @param name the name
 * @param value the value
 */
record HpackHeader(String name, String value) {

	/** Overhead of a header field according to RFC 7541. */
	private static final int OVERHEAD = 32;

	int size() {
		return this.name.length() + this.value.length() + OVERHEAD;
	}

}

package io.github.tracingstarter.export.grpc;

/**
 * A header field.
 *
 * @param name the name
 * @param value the value
 */
record HpackHeader(String name, String value) {

	/** What RFC 7541 adds to the length of name and value. */
	private static final int OVERHEAD = 32;

	int size() {
		return this.name.length() + this.value.length() + OVERHEAD;
	}

}

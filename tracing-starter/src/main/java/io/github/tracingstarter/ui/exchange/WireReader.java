package io.github.tracingstarter.ui.exchange;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads a protocol buffers message from its wire format, with no schema: the caller asks
 * for {@link #next()} and takes or skips each field. It never reads beyond the message,
 * whatever the bytes say, and makes nothing that is larger than they are.
 */
final class WireReader {

	static final int VARINT = 0;

	static final int FIXED64 = 1;

	static final int LENGTH_DELIMITED = 2;

	private static final int FIXED32 = 5;

	private final byte[] bytes;

	private final int end;

	private int position;

	private int tag;

	WireReader(byte[] bytes) {
		this(bytes, 0, bytes.length);
	}

	private WireReader(byte[] bytes, int start, int end) {
		this.bytes = bytes;
		this.position = start;
		this.end = end;
	}

	/**
	 * Goes to the next field. Its value must be read or skipped.
	 * @return whether there is one
	 */
	boolean next() {
		if (this.position == this.end) {
			return false;
		}
		long value = varint();
		if (value <= 7 || value != (int) value) {
			throw new MalformedException("The protobuf message has a field without a number.");
		}
		this.tag = (int) value;
		return true;
	}

	/**
	 * The number and wire type of the field. A field that comes with another wire type
	 * than its own has another tag, and so is skipped as an unknown one.
	 * @return the tag
	 */
	int tag() {
		return this.tag;
	}

	long varint() {
		long value = 0;
		for (int shift = 0; shift < Long.SIZE; shift += 7) {
			require(1);
			byte part = this.bytes[this.position++];
			value |= (long) (part & 0x7F) << shift;
			if (part >= 0) {
				return value;
			}
		}
		throw new MalformedException("The protobuf message has a number of more than ten bytes.");
	}

	long fixed64() {
		require(Long.BYTES);
		long value = 0;
		for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
			value |= (this.bytes[this.position++] & 0xFFL) << shift;
		}
		return value;
	}

	byte[] bytes() {
		int length = length();
		this.position += length;
		return Arrays.copyOfRange(this.bytes, this.position - length, this.position);
	}

	String string() {
		int length = length();
		this.position += length;
		return new String(this.bytes, this.position - length, length, StandardCharsets.UTF_8);
	}

	/**
	 * The same message from here on, to be read once more.
	 * @return a reader of its own
	 */
	WireReader copy() {
		return new WireReader(this.bytes, this.position, this.end);
	}

	WireReader message() {
		int length = length();
		this.position += length;
		return new WireReader(this.bytes, this.position - length, this.position);
	}

	void skip() {
		switch (this.tag & 7) {
			case VARINT -> varint();
			case FIXED64 -> advance(Long.BYTES);
			case LENGTH_DELIMITED -> advance(length());
			case FIXED32 -> advance(Integer.BYTES);
			default -> throw new MalformedException("The protobuf message has a field of an unknown wire type.");
		}
	}

	private int length() {
		long length = varint();
		if (length < 0 || length > this.end - this.position) {
			throw truncated();
		}
		return (int) length;
	}

	private void advance(int count) {
		require(count);
		this.position += count;
	}

	private void require(int count) {
		if (this.end - this.position < count) {
			throw truncated();
		}
	}

	private static MalformedException truncated() {
		return new MalformedException("The protobuf message ends too early, or is none.");
	}

}

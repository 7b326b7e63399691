package io.github.tracingstarter.otlp;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads the wire format of protocol buffers without a schema: the caller moves to the
 * {@link #next()} field and reads or skips its value. Whatever the bytes are, it does not
 * read beyond the message and allocates nothing larger than the message. A message that
 * is not a protocol buffer results in a {@link MalformedException}.
 */
public final class ProtobufReader {

	private final byte[] bytes;

	private final int end;

	private int position;

	private int tag;

	public ProtobufReader(byte[] bytes) {
		this(bytes, 0);
	}

	/**
	 * Creates a reader of a message at the end of an array.
	 * @param bytes the array
	 * @param start the index at which the message starts
	 */
	public ProtobufReader(byte[] bytes, int start) {
		this(bytes, start, bytes.length);
	}

	private ProtobufReader(byte[] bytes, int start, int end) {
		this.bytes = bytes;
		this.position = start;
		this.end = end;
	}

	/**
	 * Returns whether there is more to read, for the values of a packed field.
	 * @return false at the end of the message
	 */
	public boolean hasMore() {
		return this.position < this.end;
	}

	/**
	 * Moves to the next field, whose value must then be read or skipped.
	 * @return false at the end of the message
	 */
	public boolean next() {
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
	 * Returns the tag of the field: its number and wire type. A known field with an
	 * unexpected wire type has a different tag and so is skipped like an unknown one.
	 * @return the tag
	 */
	public int tag() {
		return this.tag;
	}

	public long varint() {
		long value = 0;
		for (int shift = 0; shift < Long.SIZE; shift += 7) {
			require(1);
			byte part = this.bytes[this.position++];
			value |= (long) (part & 0x7F) << shift;
			if (part >= 0) {
				return value;
			}
		}
		throw new MalformedException("The protobuf message has a varint of more than ten bytes.");
	}

	public long fixed64() {
		require(Long.BYTES);
		long value = 0;
		for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
			value |= (this.bytes[this.position++] & 0xFFL) << shift;
		}
		return value;
	}

	public byte[] bytes() {
		int length = length();
		this.position += length;
		return Arrays.copyOfRange(this.bytes, this.position - length, this.position);
	}

	public String string() {
		int length = length();
		this.position += length;
		return new String(this.bytes, this.position - length, length, StandardCharsets.UTF_8);
	}

	/**
	 * Returns a second reader of the message from the current position.
	 * @return the reader
	 */
	public ProtobufReader copy() {
		return new ProtobufReader(this.bytes, this.position, this.end);
	}

	public ProtobufReader message() {
		int length = length();
		this.position += length;
		return new ProtobufReader(this.bytes, this.position - length, this.position);
	}

	public void skip() {
		switch (this.tag & 7) {
			case WireType.VARINT -> varint();
			case WireType.FIXED64 -> advance(Long.BYTES);
			case WireType.LENGTH_DELIMITED -> advance(length());
			case WireType.FIXED32 -> advance(Integer.BYTES);
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
		return new MalformedException("The protobuf message is truncated.");
	}

}

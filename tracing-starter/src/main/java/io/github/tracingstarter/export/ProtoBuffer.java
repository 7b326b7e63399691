package io.github.tracingstarter.export;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A growing buffer that protocol buffers are written to, in the wire format of their
 * specification. Text is taken for ASCII until it turns out not to be, as nearly all of
 * it is. A message whose length is not known before gets one byte for it, and is moved
 * when it needs more, so that the bytes are those that every other writer makes.
 */
final class ProtoBuffer {

	private static final int VARINT = 0;

	private static final int FIXED64 = 1;

	private static final int LENGTH_DELIMITED = 2;

	private static final int FIXED32 = 5;

	/** The most that a tag or a length takes. */
	private static final int MAX_VARINT32 = 5;

	private static final int MAX_VARINT64 = 10;

	/** Up to here it is faster to copy characters than to let the JDK make an array. */
	private static final int SHORT = 64;

	/** What a message may grow a buffer to that is kept for the next one. */
	private static final int KEPT = 64 * 1024;

	private byte[] bytes = new byte[1024];

	private int size;

	void clear() {
		this.size = 0;
		if (this.bytes.length > KEPT) {
			this.bytes = new byte[1024];
		}
	}

	int size() {
		return this.size;
	}

	byte[] toByteArray() {
		return Arrays.copyOf(this.bytes, this.size);
	}

	byte[] copyFrom(int start) {
		return Arrays.copyOfRange(this.bytes, start, this.size);
	}

	/**
	 * Writes what stands before a message of known length.
	 * @param field the number of its field
	 * @param length its length
	 */
	void header(int field, int length) {
		require(2 * MAX_VARINT32);
		tag(field, LENGTH_DELIMITED);
		varint(length);
	}

	/**
	 * Opens a message inside a message.
	 * @param field its number
	 * @return what {@link #end(int)} wants to know
	 */
	int begin(int field) {
		require(2 * MAX_VARINT32);
		tag(field, LENGTH_DELIMITED);
		return ++this.size;
	}

	/**
	 * Closes a message: its length is written before it.
	 * @param start what {@link #begin(int)} returned
	 */
	void end(int start) {
		int length = this.size - start;
		int extra = varintSize(length) - 1;
		if (extra > 0) {
			require(extra);
			System.arraycopy(this.bytes, start, this.bytes, start + extra, length);
		}
		this.size = start - 1;
		varint(length);
		this.size += length;
	}

	void uint64(int field, long value) {
		require(MAX_VARINT32 + MAX_VARINT64);
		tag(field, VARINT);
		varint(value);
	}

	void bool(int field, boolean value) {
		uint64(field, value ? 1 : 0);
	}

	void fixed64(int field, long value) {
		require(MAX_VARINT32 + Long.BYTES);
		tag(field, FIXED64);
		for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
			this.bytes[this.size++] = (byte) (value >>> shift);
		}
	}

	void fixed32(int field, int value) {
		require(MAX_VARINT32 + Integer.BYTES);
		tag(field, FIXED32);
		for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
			this.bytes[this.size++] = (byte) (value >>> shift);
		}
	}

	void bytes(int field, byte[] value) {
		header(field, value.length);
		raw(value);
	}

	/**
	 * Writes what is encoded already.
	 * @param encoded one field or more
	 */
	void raw(byte[] encoded) {
		require(encoded.length);
		System.arraycopy(encoded, 0, this.bytes, this.size, encoded.length);
		this.size += encoded.length;
	}

	/**
	 * Writes an identifier given as hexadecimal digits as the bytes they stand for.
	 * @param field the number of the field
	 * @param digits an even number of digits
	 */
	void hex(int field, String digits) {
		int length = digits.length() / 2;
		header(field, length);
		require(length);
		for (int i = 0; i < length; i++) {
			this.bytes[this.size++] = (byte) (nibble(digits.charAt(2 * i)) << 4 | nibble(digits.charAt(2 * i + 1)));
		}
	}

	void string(int field, String text) {
		int length = text.length();
		if (length <= SHORT) {
			header(field, length);
			require(length);
			int end = ascii(text, this.bytes, this.size);
			if (end >= 0) {
				this.size = end;
				return;
			}
			this.size -= 1 + tagSize(field);
		}
		bytes(field, text.getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * Writes a message with a message that has nothing but a text, as most attributes
	 * are. All lengths follow from that of the text, so that nothing is moved.
	 * @param field the number of the outer message
	 * @param prefix what is encoded already and stands first in it
	 * @param inner the number of the inner message, up to 15
	 * @param innermost the number of the text, up to 15
	 * @param text the text
	 */
	void nestedString(int field, byte[] prefix, int inner, int innermost, String text) {
		if (text.length() <= SHORT) {
			int before = this.size;
			nestedHeader(field, prefix, inner, innermost, text.length());
			int end = ascii(text, this.bytes, this.size);
			if (end >= 0) {
				this.size = end;
				return;
			}
			this.size = before;
		}
		byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
		nestedHeader(field, prefix, inner, innermost, encoded.length);
		System.arraycopy(encoded, 0, this.bytes, this.size, encoded.length);
		this.size += encoded.length;
	}

	private void nestedHeader(int field, byte[] prefix, int inner, int innermost, int length) {
		int innerLength = 1 + varintSize(length) + length;
		int outerLength = prefix.length + 1 + varintSize(innerLength) + innerLength;
		require(2 * MAX_VARINT32 + outerLength);
		tag(field, LENGTH_DELIMITED);
		varint(outerLength);
		System.arraycopy(prefix, 0, this.bytes, this.size, prefix.length);
		this.size += prefix.length;
		tag(inner, LENGTH_DELIMITED);
		varint(innerLength);
		tag(innermost, LENGTH_DELIMITED);
		varint(length);
	}

	/**
	 * Copies characters as far as they are ASCII.
	 * @return the end of the copy, or -1 if they are not
	 */
	private static int ascii(String text, byte[] target, int start) {
		int length = text.length();
		int all = 0;
		// No way out of the loop, so that the compiler unrolls it.
		for (int i = 0; i < length; i++) {
			char character = text.charAt(i);
			all |= character;
			target[start + i] = (byte) character;
		}
		return (all <= 0x7F) ? start + length : -1;
	}

	private void tag(int field, int wireType) {
		varint(field << 3 | wireType);
	}

	private static int tagSize(int field) {
		return varintSize((long) field << 3);
	}

	private void varint(int value) {
		if ((value & ~0x7F) == 0) {
			this.bytes[this.size++] = (byte) value;
		}
		else {
			varint((long) value);
		}
	}

	private void varint(long value) {
		long rest = value;
		while ((rest & ~0x7FL) != 0) {
			this.bytes[this.size++] = (byte) (rest | 0x80);
			rest >>>= 7;
		}
		this.bytes[this.size++] = (byte) rest;
	}

	private static int varintSize(long value) {
		return Math.max((Long.SIZE - Long.numberOfLeadingZeros(value) + 6) / 7, 1);
	}

	private static int nibble(char digit) {
		return (digit <= '9') ? digit - '0' : (digit | 0x20) - 'a' + 10;
	}

	private void require(int more) {
		if (this.bytes.length - this.size < more) {
			this.bytes = Arrays.copyOf(this.bytes, Math.max(2 * this.bytes.length, this.size + more));
		}
	}

}

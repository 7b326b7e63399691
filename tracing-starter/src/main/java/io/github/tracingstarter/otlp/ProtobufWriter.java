package io.github.tracingstarter.otlp;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntToLongFunction;

/**
 * Writes the wire format of protocol buffers to a growing array. Text is treated as
 * ASCII, which nearly all of it is, until a character turns out not to be. A nested
 * message of unknown length gets one byte for its length and is moved if it needs more,
 * so the output is the same as that of any other writer.
 */
public final class ProtobufWriter {

	/** Maximum size of a tag or length. */
	private static final int MAX_VARINT32 = 5;

	private static final int MAX_VARINT64 = 10;

	/**
	 * Up to this length, copying characters is faster than an array created by the JDK.
	 */
	private static final int SHORT = 64;

	/** Maximum size of an array that is kept for the next message. */
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

	/**
	 * Returns a copy of the written bytes.
	 * @return the encoded message
	 */
	public byte[] toByteArray() {
		return Arrays.copyOf(this.bytes, this.size);
	}

	byte[] copyFrom(int start) {
		return Arrays.copyOfRange(this.bytes, start, this.size);
	}

	/**
	 * Writes the tag and length of a message of known length.
	 * @param tag its tag
	 * @param length its length
	 */
	void header(int tag, int length) {
		require(2 * MAX_VARINT32);
		varint(tag);
		varint(length);
	}

	/**
	 * Begins a nested message.
	 * @param tag its tag
	 * @return the argument for {@link #end(int)}
	 */
	public int begin(int tag) {
		require(2 * MAX_VARINT32);
		varint(tag);
		return ++this.size;
	}

	/**
	 * Ends a nested message by writing its length in front of it.
	 * @param start what {@link #begin(int)} returned
	 */
	public void end(int start) {
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

	/**
	 * Writes a number as a varint.
	 * @param tag its tag
	 * @param value the number
	 */
	public void uint64(int tag, long value) {
		require(MAX_VARINT32 + MAX_VARINT64);
		varint(tag);
		varint(value);
	}

	void bool(int tag, boolean value) {
		uint64(tag, value ? 1 : 0);
	}

	void fixed64(int tag, long value) {
		require(MAX_VARINT32 + Long.BYTES);
		varint(tag);
		for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
			this.bytes[this.size++] = (byte) (value >>> shift);
		}
	}

	void fixed32(int tag, int value) {
		require(MAX_VARINT32 + Integer.BYTES);
		varint(tag);
		for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
			this.bytes[this.size++] = (byte) (value >>> shift);
		}
	}

	void float64(int tag, double value) {
		fixed64(tag, Double.doubleToRawLongBits(value));
	}

	/**
	 * Writes a number of either sign as a varint.
	 */
	void sint32(int tag, int value) {
		uint64(tag, ((long) value << 1 ^ value >> 31) & 0xFFFFFFFFL);
	}

	/**
	 * Writes numbers as one field.
	 */
	void packedFixed64(int tag, int count, IntToLongFunction values) {
		header(tag, count * Long.BYTES);
		require(count * Long.BYTES);
		for (int i = 0; i < count; i++) {
			long value = values.applyAsLong(i);
			for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
				this.bytes[this.size++] = (byte) (value >>> shift);
			}
		}
	}

	/**
	 * Writes numbers as one field, each as a varint.
	 */
	void packedVarint(int tag, List<Long> values) {
		int start = begin(tag);
		for (Long value : values) {
			require(MAX_VARINT64);
			varint(value.longValue());
		}
		end(start);
	}

	/**
	 * Writes bytes.
	 * @param tag their tag
	 * @param value the bytes
	 */
	public void bytes(int tag, byte[] value) {
		header(tag, value.length);
		raw(value);
	}

	/**
	 * Writes fields that are already encoded.
	 * @param encoded one field or more
	 */
	void raw(byte[] encoded) {
		require(encoded.length);
		System.arraycopy(encoded, 0, this.bytes, this.size, encoded.length);
		this.size += encoded.length;
	}

	/**
	 * Writes a hexadecimal identifier as bytes.
	 * @param tag its tag
	 * @param digits an even number of digits
	 */
	void hex(int tag, String digits) {
		int length = digits.length() / 2;
		header(tag, length);
		require(length);
		for (int i = 0; i < length; i++) {
			this.bytes[this.size++] = (byte) (nibble(digits.charAt(2 * i)) << 4 | nibble(digits.charAt(2 * i + 1)));
		}
	}

	/**
	 * Writes text in UTF-8.
	 * @param tag its tag
	 * @param text the text
	 */
	public void string(int tag, String text) {
		int length = text.length();
		if (length <= SHORT) {
			header(tag, length);
			require(length);
			int end = ascii(text, this.bytes, this.size);
			if (end >= 0) {
				this.size = end;
				return;
			}
			this.size -= 1 + varintSize(tag);
		}
		bytes(tag, text.getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * Writes a message that contains a message whose only field is a text, as in most
	 * attributes. All lengths follow from the length of the text, so nothing is moved.
	 * @param tag the tag of the outer message
	 * @param prefix encoded fields that come first in it
	 * @param inner the tag of the inner message, up to field 15
	 * @param innermost the tag of the text, up to field 15
	 * @param text the text
	 */
	void nestedString(int tag, byte[] prefix, int inner, int innermost, String text) {
		if (text.length() <= SHORT) {
			int before = this.size;
			nestedHeader(tag, prefix, inner, innermost, text.length());
			int end = ascii(text, this.bytes, this.size);
			if (end >= 0) {
				this.size = end;
				return;
			}
			this.size = before;
		}
		byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
		nestedHeader(tag, prefix, inner, innermost, encoded.length);
		System.arraycopy(encoded, 0, this.bytes, this.size, encoded.length);
		this.size += encoded.length;
	}

	private void nestedHeader(int tag, byte[] prefix, int inner, int innermost, int length) {
		int innerLength = 1 + varintSize(length) + length;
		int outerLength = prefix.length + 1 + varintSize(innerLength) + innerLength;
		require(2 * MAX_VARINT32 + outerLength);
		varint(tag);
		varint(outerLength);
		System.arraycopy(prefix, 0, this.bytes, this.size, prefix.length);
		this.size += prefix.length;
		varint(inner);
		varint(innerLength);
		varint(innermost);
		varint(length);
	}

	/**
	 * Copies ASCII characters.
	 * @return the end of the copy, or -1 if there are other characters
	 */
	private static int ascii(String text, byte[] target, int start) {
		int length = text.length();
		int all = 0;
		// No early exit, so that the compiler unrolls the loop.
		for (int i = 0; i < length; i++) {
			char character = text.charAt(i);
			all |= character;
			target[start + i] = (byte) character;
		}
		return (all <= 0x7F) ? start + length : -1;
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

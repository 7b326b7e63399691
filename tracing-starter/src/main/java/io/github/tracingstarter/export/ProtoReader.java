package io.github.tracingstarter.export;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Reads the fields of a message in the wire format of protocol buffers, one after the
 * other. What comes from a server may be anything: a message that is not complete ends
 * where it is not understood.
 */
final class ProtoReader {

	private static final int VARINT = 0;

	private static final int FIXED64 = 1;

	private static final int LENGTH_DELIMITED = 2;

	private static final int FIXED32 = 5;

	private final ByteBuffer bytes;

	private int field;

	private long number;

	private ByteBuffer content = ByteBuffer.allocate(0);

	ProtoReader(ByteBuffer bytes) {
		this.bytes = bytes.slice();
	}

	/**
	 * Goes to the next field.
	 * @return whether there is one
	 */
	boolean next() {
		this.number = 0;
		this.content = ByteBuffer.allocate(0);
		if (!this.bytes.hasRemaining()) {
			return false;
		}
		long tag = varint();
		this.field = (int) (tag >>> 3);
		return switch ((int) tag & 7) {
			case VARINT -> {
				this.number = varint();
				yield true;
			}
			case LENGTH_DELIMITED -> take(varint());
			case FIXED64 -> take(Long.BYTES);
			case FIXED32 -> take(Integer.BYTES);
			default -> {
				this.bytes.position(this.bytes.limit());
				yield false;
			}
		};
	}

	private boolean take(long length) {
		if (length < 0 || length > this.bytes.remaining()) {
			this.bytes.position(this.bytes.limit());
			return false;
		}
		this.content = this.bytes.slice(this.bytes.position(), (int) length);
		this.bytes.position(this.bytes.position() + (int) length);
		return true;
	}

	private long varint() {
		long value = 0;
		for (int shift = 0; shift < Long.SIZE && this.bytes.hasRemaining(); shift += 7) {
			byte next = this.bytes.get();
			value |= (next & 0x7FL) << shift;
			if (next >= 0) {
				break;
			}
		}
		return value;
	}

	int field() {
		return this.field;
	}

	long number() {
		return this.number;
	}

	String text() {
		return StandardCharsets.UTF_8.decode(this.content.duplicate()).toString();
	}

	ProtoReader message() {
		return new ProtoReader(this.content);
	}

}

package io.github.tracingstarter.export.grpc;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads header blocks (RFC 7541). Each connection has its own decoder, because a block
 * depends on those before it. Therefore every block must be read, whether it is needed or
 * not.
 */
final class HpackDecoder {

	/** The table size that the peer may use, which is HTTP/2's initial value. */
	static final int TABLE_SIZE = 4096;

	private final HpackTable table = new HpackTable(TABLE_SIZE);

	private final int maxListSize;

	/**
	 * Creates a decoder.
	 * @param maxListSize the maximum total size of the fields in a block, calculated as
	 * in RFC 7541
	 */
	HpackDecoder(int maxListSize) {
		this.maxListSize = maxListSize;
	}

	List<HpackHeader> decode(ByteBuffer block) throws Http2Exception {
		List<HpackHeader> headers = new ArrayList<>();
		int listSize = 0;
		while (block.hasRemaining()) {
			int first = block.get(block.position()) & 0xFF;
			if ((first & 0xE0) == 0x20) {
				resize(block, headers.isEmpty());
				continue;
			}
			HpackHeader header;
			if ((first & 0x80) != 0) {
				header = this.table.get(integer(block, 7));
			}
			else {
				boolean indexed = (first & 0x40) != 0;
				header = literal(block, indexed ? 6 : 4);
				if (indexed) {
					this.table.add(header);
				}
			}
			headers.add(header);
			listSize += header.size();
			if (listSize > this.maxListSize) {
				throw Http2Exception.tooMuch("its headers are larger than %d bytes".formatted(this.maxListSize));
			}
		}
		return headers;
	}

	private void resize(ByteBuffer block, boolean allowed) throws Http2Exception {
		int size = integer(block, 5);
		if (!allowed || size > TABLE_SIZE) {
			throw Http2Exception.compression("the header table cannot be resized to " + size);
		}
		this.table.resize(size);
	}

	private HpackHeader literal(ByteBuffer block, int prefix) throws Http2Exception {
		int index = integer(block, prefix);
		String name = (index != 0) ? this.table.get(index).name() : string(block);
		return new HpackHeader(name, string(block));
	}

	private String string(ByteBuffer block) throws Http2Exception {
		if (!block.hasRemaining()) {
			throw Http2Exception.compression("a header block is truncated");
		}
		boolean huffman = (block.get(block.position()) & 0x80) != 0;
		int length = integer(block, 7);
		if (length > block.remaining()) {
			throw Http2Exception.compression("a header block is truncated");
		}
		byte[] bytes = new byte[length];
		block.get(bytes);
		return huffman ? Huffman.decode(bytes) : new String(bytes, StandardCharsets.ISO_8859_1);
	}

	/**
	 * Reads an integer of which the first byte has only some of the bits.
	 */
	private static int integer(ByteBuffer block, int prefix) throws Http2Exception {
		int mask = (1 << prefix) - 1;
		int value = block.get() & mask;
		if (value < mask) {
			return value;
		}
		// More than four further bytes exceed every size that is allowed here.
		for (int shift = 0; shift <= 21; shift += 7) {
			if (!block.hasRemaining()) {
				break;
			}
			int next = block.get();
			value += (next & 0x7F) << shift;
			if (next >= 0) {
				return value;
			}
		}
		throw Http2Exception.compression("a header block has an integer that is too large or incomplete");
	}

	HpackTable table() {
		return this.table;
	}

}

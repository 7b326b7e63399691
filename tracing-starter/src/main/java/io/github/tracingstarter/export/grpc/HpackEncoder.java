package io.github.tracingstarter.export.grpc;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/**
 * Writes header blocks (RFC 7541) without the dynamic table and Huffman coding, because a
 * call has a dozen short headers and a large body. Names are taken from the static table
 * if it contains them, as some servers require for names that begin with a colon.
 */
final class HpackEncoder {

	/** The dynamic table is not used, whatever size the peer allows. */
	private static final int NO_TABLE = 0x20;

	private static final int WITHOUT_INDEXING = 0x00;

	/** Applies to intermediaries as well. */
	private static final int NEVER_INDEXED = 0x10;

	private static final Set<String> OURS = Set.of(":method", ":scheme", ":path", ":authority", "content-type", "te",
			"user-agent", "grpc-encoding");

	private HpackEncoder() {
	}

	static byte[] encode(List<HpackHeader> headers) {
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		out.write(NO_TABLE);
		for (HpackHeader header : headers) {
			int form = OURS.contains(header.name()) ? WITHOUT_INDEXING : NEVER_INDEXED;
			int index = HpackTable.indexOf(header.name());
			integer(out, form, 4, index);
			if (index == 0) {
				string(out, header.name());
			}
			string(out, header.value());
		}
		return out.toByteArray();
	}

	private static void string(ByteArrayOutputStream out, String text) {
		byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
		integer(out, 0, 7, bytes.length);
		out.writeBytes(bytes);
	}

	private static void integer(ByteArrayOutputStream out, int form, int prefix, int value) {
		int mask = (1 << prefix) - 1;
		if (value < mask) {
			out.write(form | value);
			return;
		}
		out.write(form | mask);
		int rest = value - mask;
		while (rest > 0x7F) {
			out.write(rest & 0x7F | 0x80);
			rest >>>= 7;
		}
		out.write(rest);
	}

}

package io.github.tracingstarter.export.grpc;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * The Huffman code of RFC 7541. It is canonical, so all codes can be derived from their
 * lengths: codes of the same length are consecutive, in the order of their symbols.
 */
final class Huffman {

	/** Appendix B: the number of bits of each byte and of the end of a string. */
	private static final byte[] LENGTHS = { 13, 23, 28, 28, 28, 28, 28, 28, 28, 24, 30, 28, 28, 30, 28, 28, 28, 28, 28,
			28, 28, 28, 30, 28, 28, 28, 28, 28, 28, 28, 28, 28, 6, 10, 10, 12, 13, 6, 8, 11, 10, 10, 8, 11, 8, 6, 6, 6,
			5, 5, 5, 6, 6, 6, 6, 6, 6, 6, 7, 8, 15, 6, 12, 10, 13, 6, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7,
			7, 7, 7, 7, 7, 8, 7, 8, 13, 19, 13, 14, 6, 15, 5, 6, 5, 6, 5, 6, 6, 6, 5, 7, 7, 6, 6, 6, 5, 6, 7, 6, 5, 5,
			6, 7, 7, 7, 7, 7, 15, 11, 14, 13, 28, 20, 22, 20, 20, 22, 22, 22, 23, 22, 23, 23, 23, 23, 23, 24, 23, 24,
			24, 22, 23, 24, 23, 23, 23, 23, 21, 22, 23, 22, 23, 23, 24, 22, 21, 20, 22, 22, 23, 23, 21, 23, 22, 22, 24,
			21, 22, 23, 23, 21, 21, 22, 21, 23, 22, 23, 23, 20, 22, 22, 22, 23, 22, 22, 23, 26, 26, 20, 19, 22, 23, 22,
			25, 26, 26, 26, 27, 27, 26, 24, 25, 19, 21, 26, 27, 27, 26, 27, 24, 21, 21, 26, 26, 28, 27, 27, 27, 20, 24,
			20, 21, 22, 21, 21, 23, 22, 22, 25, 25, 24, 24, 26, 23, 26, 27, 26, 26, 27, 27, 27, 27, 27, 28, 27, 27, 27,
			27, 27, 26, 30 };

	private static final int LONGEST = 30;

	private static final int END = 256;

	/** The symbols of the codes, shortest code first. */
	private static final int[] SYMBOLS = new int[LENGTHS.length];

	/** For each length, the first code and its index among the symbols. */
	private static final int[] FIRST_CODE = new int[LONGEST + 1];

	private static final int[] FIRST_PLACE = new int[LONGEST + 2];

	static {
		int code = 0;
		int place = 0;
		for (int length = 1; length <= LONGEST; length++) {
			FIRST_CODE[length] = code;
			FIRST_PLACE[length] = place;
			for (int symbol = 0; symbol < LENGTHS.length; symbol++) {
				if (LENGTHS[symbol] == length) {
					SYMBOLS[place++] = symbol;
					code++;
				}
			}
			code <<= 1;
		}
		FIRST_PLACE[LONGEST + 1] = place;
	}

	private Huffman() {
	}

	static String decode(byte[] encoded) throws Http2Exception {
		ByteArrayOutputStream decoded = new ByteArrayOutputStream(encoded.length * 2);
		int code = 0;
		int length = 0;
		for (int bit = 0; bit < encoded.length * Byte.SIZE; bit++) {
			code = code << 1 | encoded[bit / Byte.SIZE] >>> (Byte.SIZE - 1 - bit % Byte.SIZE) & 1;
			length++;
			int symbol = symbol(code, length);
			if (symbol == END) {
				throw Http2Exception.compression("a string in a header block continues after its end");
			}
			if (symbol >= 0) {
				decoded.write(symbol);
				code = 0;
				length = 0;
			}
		}
		// Padded with the first bits of the end of string, which are ones.
		if (length >= Byte.SIZE || code != (1 << length) - 1) {
			throw Http2Exception.compression("a string in a header block ends in the middle of a character");
		}
		return decoded.toString(StandardCharsets.ISO_8859_1);
	}

	private static int symbol(int code, int length) {
		int place = FIRST_PLACE[length] + code - FIRST_CODE[length];
		return (code >= FIRST_CODE[length] && place < FIRST_PLACE[length + 1]) ? SYMBOLS[place] : -1;
	}

}

package io.github.tracingstarter.export.grpc;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests of header compression with the examples of RFC 7541, appendix C, and with blocks
 * that no encoder creates.
 */
class HpackTests {

	private final HpackDecoder decoder = new HpackDecoder(65536);

	@Test
	void literals() throws Http2Exception {
		assertThat(decode("400a 6375 7374 6f6d 2d6b 6579 0d63 7573 746f 6d2d 6865 6164 6572"))
			.containsExactly("custom-key: custom-header");
		assertThat(this.decoder.table().size()).isEqualTo(55);
		assertThat(decode("040c 2f73 616d 706c 652f 7061 7468")).containsExactly(":path: /sample/path");
		assertThat(decode("1008 7061 7373 776f 7264 0673 6563 7265 74")).containsExactly("password: secret");
		assertThat(decode("82")).containsExactly(":method: GET");
		assertThat(this.decoder.table().size()).isEqualTo(55);
	}

	@Test
	void requestsWithoutHuffman() throws Http2Exception {
		assertThat(decode("8286 8441 0f77 7777 2e65 7861 6d70 6c65 2e63 6f6d")).containsExactly(":method: GET",
				":scheme: http", ":path: /", ":authority: www.example.com");
		assertThat(decode("8286 84be 5808 6e6f 2d63 6163 6865")).containsExactly(":method: GET", ":scheme: http",
				":path: /", ":authority: www.example.com", "cache-control: no-cache");
		assertThat(decode("8287 85bf 400a 6375 7374 6f6d 2d6b 6579 0c63 7573 746f 6d2d 7661 6c75 65")).containsExactly(
				":method: GET", ":scheme: https", ":path: /index.html", ":authority: www.example.com",
				"custom-key: custom-value");
		assertThat(this.decoder.table().size()).isEqualTo(164);
	}

	@Test
	void requestsWithHuffman() throws Http2Exception {
		assertThat(decode("8286 8441 8cf1 e3c2 e5f2 3a6b a0ab 90f4 ff")).containsExactly(":method: GET",
				":scheme: http", ":path: /", ":authority: www.example.com");
		assertThat(decode("8286 84be 5886 a8eb 1064 9cbf")).contains("cache-control: no-cache");
		assertThat(decode("8287 85bf 4088 25a8 49e9 5ba9 7d7f 8925 a849 e95b b8e8 b4bf"))
			.contains("custom-key: custom-value");
		assertThat(this.decoder.table().size()).isEqualTo(164);
	}

	@Test
	void responsesWithHuffmanAndEviction() throws Http2Exception {
		// The table of the example holds 256 bytes.
		decode("3fe1 01");
		assertThat(decode("4882 6402 5885 aec3 771a 4b61 96d0 7abe 9410 54d4 44a8 2005 9504 0b81 66e0 82a6 2d1b ff6e "
				+ "919d 29ad 1718 63c7 8f0b 97c8 e9ae 82ae 43d3"))
			.containsExactly(":status: 302", "cache-control: private", "date: Mon, 21 Oct 2013 20:13:21 GMT",
					"location: https://www.example.com");
		assertThat(this.decoder.table().size()).isEqualTo(222);
		assertThat(decode("4883 640e ffc1 c0bf")).containsExactly(":status: 307", "cache-control: private",
				"date: Mon, 21 Oct 2013 20:13:21 GMT", "location: https://www.example.com");
		assertThat(decode("88c1 6196 d07a be94 1054 d444 a820 0595 040b 8166 e084 a62d 1bff c05a 839b d9ab 77ad 94e7 "
				+ "821d d7f2 e6c7 b335 dfdf cd5b 3960 d5af 2708 7f36 72c1 ab27 0fb5 291f 9587 3160 65c0 03ed 4ee5 b106 "
				+ "3d50 07"))
			.containsExactly(":status: 200", "cache-control: private", "date: Mon, 21 Oct 2013 20:13:22 GMT",
					"location: https://www.example.com", "content-encoding: gzip",
					"set-cookie: foo=ASDJKHQKBZXOQWEOPIUAXQWEOIU; max-age=3600; version=1");
		assertThat(this.decoder.table().size()).isEqualTo(215);
		assertThat(this.decoder.table().dynamic()).extracting(HpackHeader::name)
			.containsExactly("set-cookie", "content-encoding", "date");
	}

	@Test
	void whatIsLargerThanTheTableEmptiesIt() throws Http2Exception {
		decode("400a 6375 7374 6f6d 2d6b 6579 0d63 7573 746f 6d2d 6865 6164 6572");
		decode("3f09");
		assertThat(this.decoder.table().dynamic()).isEmpty();
		assertThat(this.decoder.table().size()).isZero();
	}

	@Test
	void whatIsEncodedIsDecoded() throws Http2Exception {
		List<HpackHeader> headers = List.of(new HpackHeader(":method", "POST"), new HpackHeader("user-agent", "x"),
				new HpackHeader("authorization", "Bearer " + "x".repeat(300)), new HpackHeader("x-tenant", ""));
		assertThat(this.decoder.decode(ByteBuffer.wrap(HpackEncoder.encode(headers)))).isEqualTo(headers);
		assertThat(this.decoder.table().dynamic()).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "80", "be", "ffff ffff 7f", "ff80 8080 8080 8080 01", "3fe2 1f", "8220", "40", "4001",
			"4001 61", "4001 6105 61", "407f ffff ffff 07", "4081", "4081 00 00", "4084 ffff ffff 00", "0081 ff81 fe",
			"5f" })
	void whatIsNoHeaderBlock(String block) {
		assertThatExceptionOfType(Http2Exception.class).isThrownBy(() -> decode(block));
	}

	@Test
	void aSmallBlockCannotBecomeLarge() throws Http2Exception {
		HpackDecoder small = new HpackDecoder(65536);
		byte[] entry = HexFormat.of().parseHex("4001617f9d1e");
		ByteBuffer block = ByteBuffer.allocate(30000).put(entry).put(new byte[3996]);
		while (block.hasRemaining()) {
			block.put((byte) 0xBE);
		}
		assertThatExceptionOfType(Http2Exception.class).isThrownBy(() -> small.decode(block.flip()))
			.withMessageContaining("larger than");
	}

	private List<String> decode(String hex) throws Http2Exception {
		return this.decoder.decode(ByteBuffer.wrap(HexFormat.of().parseHex(hex.replace(" ", ""))))
			.stream()
			.map((header) -> header.name() + ": " + header.value())
			.toList();
	}

}

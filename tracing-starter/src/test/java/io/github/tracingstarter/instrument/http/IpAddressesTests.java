package io.github.tracingstarter.instrument.http;

import java.net.InetAddress;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The canonical form of an address.
 */
class IpAddressesTests {

	@ParameterizedTest
	@CsvSource({ "0:0:0:0:0:0:0:1, ::1", "[::1], ::1", "[0:0:0:0:0:0:0:1], ::1", "::, ::", "2001:DB8::1, 2001:db8::1",
			"2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1", "2001:0db8:0000:0000:0000:0000:0000:0001, 2001:db8::1",
			"2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1", "fe80::1%eth0, fe80::1", "1:2:3:4:5:6:7::, 1:2:3:4:5:6:7:0",
			"::2:3:4:5:6:7:8, 0:2:3:4:5:6:7:8", "1::, 1::" })
	void anAddressHasOneForm(String written, String canonical) {
		assertThat(IpAddresses.canonical(written)).isEqualTo(canonical);
		assertThat(IpAddresses.canonical(canonical)).isEqualTo(canonical);
	}

	@ParameterizedTest
	@ValueSource(strings = { "127.0.0.1", "localhost", "order_service", "", "a:b", "1:2", "::1::", "1:2:3:4:5:6:7:8:9",
			"::ffff:1.2.3.4", ":::", "12345::1", "::+1" })
	void allElseStaysAsItIs(String host) {
		assertThat(IpAddresses.canonical(host)).isEqualTo(host);
	}

	@Test
	void everyAddressMeansTheSameAsBefore() throws Exception {
		Random random = new Random(42);
		for (int i = 0; i < 5_000; i++) {
			byte[] bytes = new byte[16];
			for (int j = 0; j < 16; j++) {
				bytes[j] = (byte) ((random.nextInt(3) == 0) ? random.nextInt(256) : 0);
			}
			InetAddress address = InetAddress.getByAddress(bytes);
			assertThat(InetAddress.getByName(IpAddresses.canonical(address.getHostAddress()))).isEqualTo(address);
		}
	}

}

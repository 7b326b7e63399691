package io.github.tracingstarter.export.grpc;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.Selector;
import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests of what remains of connections. A channel that is closed keeps its socket as long
 * as it is one of the selector's keys.
 */
class TcpWireTests {

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	/** As with a collector that is not there: each export tries again. */
	@Test
	void connectionsThatAreRefusedLeaveNoSocket() throws IOException {
		try (Selector selector = Selector.open()) {
			InetSocketAddress nobody = nobody();
			for (int i = 0; i < 3; i++) {
				assertThatExceptionOfType(ConnectException.class).isThrownBy(() -> connect(nobody, selector));
				assertThat(selector.keys()).isEmpty();
			}
		}
	}

	@Test
	void aConnectionThatIsClosedLeavesNoSocket() throws IOException {
		try (Selector selector = Selector.open();
				ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			TcpWire wire = connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getLocalPort()),
					selector);
			assertThat(selector.keys()).hasSize(1);
			wire.close();
			assertThat(selector.keys()).isEmpty();
		}
	}

	private static TcpWire connect(InetSocketAddress address, Selector selector) throws IOException {
		return TcpWire.connect(address, PATIENCE, Deadline.in(PATIENCE), selector, () -> false);
	}

	private static InetSocketAddress nobody() throws IOException {
		try (ServerSocket unused = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return new InetSocketAddress(InetAddress.getLoopbackAddress(), unused.getLocalPort());
		}
	}

}

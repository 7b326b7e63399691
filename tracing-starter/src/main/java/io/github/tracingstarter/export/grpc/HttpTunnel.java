package io.github.tracingstarter.export.grpc;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A tunnel through an HTTP proxy, for TLS.
 */
final class HttpTunnel {

	private static final int LARGEST_ANSWER = 8192;

	private HttpTunnel() {
	}

	/**
	 * Returns the proxy that is configured in the JVM, with {@code https.proxyHost} or
	 * otherwise.
	 */
	static @Nullable InetSocketAddress proxyFor(GrpcTarget target) {
		ProxySelector selector = ProxySelector.getDefault();
		if (selector == null) {
			return null;
		}
		List<Proxy> proxies = selector.select(URI.create("https://" + target.authority()));
		return (proxies != null) ? proxies.stream()
			.limit(1)
			.filter((proxy) -> proxy.type() == Proxy.Type.HTTP)
			.map(Proxy::address)
			.filter(InetSocketAddress.class::isInstance)
			.map(InetSocketAddress.class::cast)
			.findFirst()
			.orElse(null) : null;
	}

	static void open(Wire wire, GrpcTarget target, long deadline) throws IOException {
		try {
			String to = target.uri().getHost() + ":" + target.port();
			ByteBuffer request = StandardCharsets.US_ASCII
				.encode("CONNECT %s HTTP/1.1\r\nHost: %s\r\n\r\n".formatted(to, to));
			while (request.hasRemaining()) {
				if (wire.write(request) == 0) {
					wire.await(true, deadline);
				}
			}
			String answer = answer(wire, deadline);
			if (!answer.matches("(?s)HTTP/1\\.[01] 200\\b.*")) {
				String status = answer.lines().findFirst().orElse("");
				throw new IOException("the proxy in front of it responds with " + status);
			}
		}
		catch (IOException | RuntimeException ex) {
			wire.close();
			throw ex;
		}
	}

	/**
	 * Reads the response. Nothing follows it, because in TLS the client speaks first.
	 */
	private static String answer(Wire wire, long deadline) throws IOException {
		ByteBuffer bytes = ByteBuffer.allocate(LARGEST_ANSWER);
		while (bytes.hasRemaining()) {
			int count = wire.read(bytes);
			String text = new String(bytes.array(), 0, bytes.position(), StandardCharsets.ISO_8859_1);
			if (text.contains("\r\n\r\n")) {
				return text;
			}
			if (count < 0) {
				throw new IOException("the proxy in front of it closes the connection");
			}
			if (count == 0) {
				wire.await(false, deadline);
			}
		}
		throw new IOException("the proxy in front of it responds with more than %d bytes".formatted(LARGEST_ANSWER));
	}

}

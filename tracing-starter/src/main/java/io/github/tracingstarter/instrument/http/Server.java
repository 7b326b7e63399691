package io.github.tracingstarter.instrument.http;

import java.net.URI;

import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.semconv.ServerAttributes;
import org.jspecify.annotations.Nullable;

/**
 * The server that a URL names. {@link URI} returns no host for names that it does not
 * allow, as in {@code http://order_service:8080}, although they can be called.
 *
 * @param address the host, an IPv6 address without its brackets
 * @param port the port, the default port of the scheme if the URL has none, or -1
 */
public record Server(String address, int port) {

	/**
	 * Reads the server of a URL.
	 * @param uri the URL
	 * @return the server, or null if the URL names none
	 */
	public static @Nullable Server of(URI uri) {
		String host = uri.getHost();
		int port = uri.getPort();
		if (host == null) {
			String authority = uri.getRawAuthority();
			if (authority == null) {
				return null;
			}
			host = authority.substring(authority.lastIndexOf('@') + 1);
			int colon = host.lastIndexOf(':');
			if (colon >= 0) {
				port = port(host, colon + 1);
				host = host.substring(0, colon);
			}
		}
		if (host.isEmpty()) {
			return null;
		}
		return new Server(IpAddresses.canonical(host), (port > 0) ? port : defaultPort(uri.getScheme()));
	}

	/**
	 * Adds the address and the port.
	 * @param attributes takes the attributes
	 */
	public void describe(AttributesBuilder attributes) {
		attributes.put(ServerAttributes.SERVER_ADDRESS, this.address);
		if (this.port > 0) {
			attributes.put(ServerAttributes.SERVER_PORT, (long) this.port);
		}
	}

	private static int port(String authority, int from) {
		try {
			return Integer.parseInt(authority, from, authority.length(), 10);
		}
		catch (NumberFormatException ex) {
			return -1;
		}
	}

	private static int defaultPort(@Nullable String scheme) {
		if ("http".equalsIgnoreCase(scheme)) {
			return 80;
		}
		return "https".equalsIgnoreCase(scheme) ? 443 : -1;
	}

}

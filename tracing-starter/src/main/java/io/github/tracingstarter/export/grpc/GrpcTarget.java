package io.github.tracingstarter.export.grpc;

import java.net.URI;
import java.time.Duration;
import java.util.function.Supplier;

import javax.net.ssl.SSLContext;

import org.jspecify.annotations.Nullable;

/**
 * The server to call.
 *
 * @param uri an http or https URI, of which the scheme, host and port are used
 * @param timeout the maximum duration of a call, including connecting
 * @param connectTimeout the maximum time to connect to an address
 * @param sslContext supplies the context that secures a new connection; if null, the
 * JDK's default is used
 */
public record GrpcTarget(URI uri, Duration timeout, Duration connectTimeout,
		Supplier<@Nullable SSLContext> sslContext) {

	boolean isSecure() {
		return "https".equalsIgnoreCase(this.uri.getScheme());
	}

	/**
	 * Returns the host, without the brackets that an IPv6 address has in a URI.
	 */
	String host() {
		String host = this.uri.getHost();
		return host.startsWith("[") ? host.substring(1, host.length() - 1).replace("%25", "%") : host;
	}

	int port() {
		return (this.uri.getPort() != -1) ? this.uri.getPort() : (isSecure() ? 443 : 80);
	}

	/**
	 * Returns the host and port as in the request, without user and password.
	 */
	String authority() {
		return (this.uri.getPort() != -1) ? this.uri.getHost() + ":" + this.uri.getPort() : this.uri.getHost();
	}

}

package io.github.tracingstarter.export.grpc;

import java.net.URI;
import java.time.Duration;
import java.util.function.Supplier;

import javax.net.ssl.SSLContext;

import org.jspecify.annotations.Nullable;

/**
 * The server that is called.
 *
 * @param uri an http or https URI, of which scheme, host and port count
 * @param timeout how long a call may take, connecting included
 * @param connectTimeout how long it may take to connect to an address
 * @param sslContext what secures a new connection; the JDK's default where it is null
 */
public record GrpcTarget(URI uri, Duration timeout, Duration connectTimeout,
		Supplier<@Nullable SSLContext> sslContext) {

	boolean isSecure() {
		return "https".equalsIgnoreCase(this.uri.getScheme());
	}

	/**
	 * The host, without the brackets that an IPv6 address has in a URI.
	 */
	String host() {
		String host = this.uri.getHost();
		return host.startsWith("[") ? host.substring(1, host.length() - 1).replace("%25", "%") : host;
	}

	int port() {
		return (this.uri.getPort() != -1) ? this.uri.getPort() : (isSecure() ? 443 : 80);
	}

	/**
	 * Host and port as they stand in the request, without user and password.
	 */
	String authority() {
		return (this.uri.getPort() != -1) ? this.uri.getHost() + ":" + this.uri.getPort() : this.uri.getHost();
	}

}

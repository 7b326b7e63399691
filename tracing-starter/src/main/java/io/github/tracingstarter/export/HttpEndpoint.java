package io.github.tracingstarter.export;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URISyntaxException;

import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

import io.github.tracingstarter.configuration.InvalidTracingPropertyException;
import org.jspecify.annotations.Nullable;

import org.springframework.util.StringUtils;

/**
 * The address of a collector, validated when it is parsed.
 */
public final class HttpEndpoint {

	private static final int PATIENCE_MILLIS = 1000;

	private final URI uri;

	private HttpEndpoint(URI uri) {
		this.uri = uri;
	}

	/**
	 * Parses an address.
	 * @param key the key of the property
	 * @param value the value
	 * @param example a valid value, for the message
	 * @return the endpoint
	 * @throws InvalidTracingPropertyException if it is not an http or https URL with a
	 * host
	 */
	public static HttpEndpoint parse(String key, String value, String example) {
		String text = value.trim();
		try {
			URI uri = new URI(text);
			if (isHttp(uri.getScheme()) && uri.getHost() != null) {
				return new HttpEndpoint(uri);
			}
		}
		catch (URISyntaxException ex) {
			throw invalid(key, value, "it is not a URL: " + ex.getReason(), "Write it like %s.".formatted(example));
		}
		if (!text.contains("://")) {
			throw invalid(key, value, "it does not start with http:// or https://",
					"Write it like %s.".formatted(example));
		}
		throw invalid(key, value, "it is not an http or https URL with a host", "Write it like %s.".formatted(example));
	}

	private static InvalidTracingPropertyException invalid(String key, String value, String reason, String fix) {
		return new InvalidTracingPropertyException(key, value, reason, fix);
	}

	private static boolean isHttp(@Nullable String scheme) {
		return "http".equalsIgnoreCase(scheme) || "https".equalsIgnoreCase(scheme);
	}

	/**
	 * Returns the port, or the default port of the scheme.
	 * @return the port
	 */
	public int port() {
		if (this.uri.getPort() != -1) {
			return this.uri.getPort();
		}
		return isSecure() ? 443 : 80;
	}

	boolean hasPath() {
		return StringUtils.hasLength(this.uri.getPath()) && !"/".equals(this.uri.getPath());
	}

	HttpEndpoint withPath(String path) {
		return new HttpEndpoint(
				URI.create("%s://%s%s".formatted(this.uri.getScheme(), this.uri.getRawAuthority(), path)));
	}

	/**
	 * Returns the address as it was configured, for clients.
	 * @return the URI
	 */
	public URI uri() {
		return this.uri;
	}

	/**
	 * Returns the address without the user and password, which clients do not send and
	 * not all of them accept.
	 */
	URI withoutUser() {
		String user = this.uri.getRawUserInfo();
		return (user != null) ? URI.create(this.uri.toString().replace(user + "@", "")) : this.uri;
	}

	/**
	 * Returns whether connections use TLS.
	 * @return true for https
	 */
	public boolean isSecure() {
		return "https".equalsIgnoreCase(this.uri.getScheme());
	}

	/**
	 * Returns whether something accepts a connection there. Blocks for at most about a
	 * second.
	 */
	boolean isReachable() {
		try (Socket socket = connect()) {
			return socket.isConnected();
		}
		catch (IOException | RuntimeException ex) {
			return false;
		}
	}

	/**
	 * Returns whether the server uses TLS although this address does not. Blocks for at
	 * most about two seconds.
	 * @return true if https would be correct
	 */
	public boolean wantsTls() {
		if (isSecure()) {
			return false;
		}
		try (Socket socket = connect()) {
			socket.setSoTimeout(PATIENCE_MILLIS);
			SSLSocketFactory factory = (SSLSocketFactory) SSLSocketFactory.getDefault();
			try (SSLSocket tls = (SSLSocket) factory.createSocket(socket, host(), port(), true)) {
				tls.startHandshake();
				return true;
			}
		}
		catch (SSLException ex) {
			return TlsFault.isOfAServerOfTls(ex);
		}
		catch (IOException | RuntimeException ex) {
			return false;
		}
	}

	private Socket connect() throws IOException {
		Socket socket = new Socket();
		try {
			socket.connect(new InetSocketAddress(host(), port()), PATIENCE_MILLIS);
			return socket;
		}
		catch (IOException | RuntimeException ex) {
			socket.close();
			throw ex;
		}
	}

	/**
	 * Returns the host, without the brackets that an IPv6 address has in a URI.
	 */
	private String host() {
		return this.uri.getHost().replaceAll("[\\[\\]]", "");
	}

	/**
	 * Returns the address without the user, password and query, which may contain
	 * secrets.
	 */
	@Override
	public String toString() {
		String port = (this.uri.getPort() != -1) ? ":" + this.uri.getPort() : "";
		return this.uri.getScheme() + "://" + this.uri.getHost() + port + this.uri.getRawPath();
	}

}

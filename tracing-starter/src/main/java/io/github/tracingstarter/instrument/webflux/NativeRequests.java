package io.github.tracingstarter.instrument.webflux;

import java.net.InetSocketAddress;
import java.net.SocketAddress;

import jakarta.servlet.ServletRequest;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;
import reactor.netty.http.server.HttpServerRequest;

import org.springframework.http.server.reactive.AbstractServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.util.ClassUtils;

/**
 * Reads details from the server's native request that Spring's request does not provide.
 * Each server has its own class, so that no classes of absent servers are loaded.
 */
final class NativeRequests {

	private static final boolean NETTY = isPresent("reactor.netty.http.server.HttpServerRequest");

	private static final boolean SERVLET = isPresent("jakarta.servlet.ServletRequest");

	private static final boolean JETTY = isPresent("org.eclipse.jetty.server.Request");

	private NativeRequests() {
	}

	private static boolean isPresent(String type) {
		return ClassUtils.isPresent(type, NativeRequests.class.getClassLoader());
	}

	/**
	 * Returns the name of the protocol.
	 * @param request the request
	 * @return the name, such as {@code HTTP/1.1}, or null if it is not known
	 */
	static @Nullable String protocol(ServerHttpRequest request) {
		if (!(request instanceof AbstractServerHttpRequest || request instanceof ServerHttpRequestDecorator)) {
			return null;
		}
		Object nativeRequest = ServerHttpRequestDecorator.getNativeRequest(request);
		String protocol = NETTY ? Netty.protocol(nativeRequest) : null;
		if (protocol == null && SERVLET) {
			protocol = Servlet.protocol(nativeRequest);
		}
		return (protocol == null && JETTY) ? Jetty.protocol(nativeRequest) : protocol;
	}

	/**
	 * The address that a request comes from: that of the connection, or of the client
	 * that the server itself has taken from forwarded headers.
	 * @param request the request
	 * @return the address, or null if it is not known
	 */
	static @Nullable String caller(ServerHttpRequest request) {
		if (!(request instanceof AbstractServerHttpRequest || request instanceof ServerHttpRequestDecorator)) {
			return null;
		}
		Object nativeRequest = ServerHttpRequestDecorator.getNativeRequest(request);
		String caller = NETTY ? Netty.caller(nativeRequest) : null;
		if (caller == null && SERVLET) {
			caller = Servlet.caller(nativeRequest);
		}
		return (caller == null && JETTY) ? Jetty.caller(nativeRequest) : caller;
	}

	private static @Nullable String address(@Nullable SocketAddress address) {
		return (address instanceof InetSocketAddress internet && internet.getAddress() != null)
				? internet.getAddress().getHostAddress() : null;
	}

	private static final class Netty {

		private Netty() {
		}

		static @Nullable String protocol(Object request) {
			return (request instanceof HttpServerRequest netty) ? netty.protocol() : null;
		}

		static @Nullable String caller(Object request) {
			return (request instanceof HttpServerRequest netty) ? address(netty.remoteAddress()) : null;
		}

	}

	private static final class Servlet {

		private Servlet() {
		}

		static @Nullable String protocol(Object request) {
			return (request instanceof ServletRequest servlet) ? servlet.getProtocol() : null;
		}

		static @Nullable String caller(Object request) {
			return (request instanceof ServletRequest servlet) ? servlet.getRemoteAddr() : null;
		}

	}

	private static final class Jetty {

		private Jetty() {
		}

		static @Nullable String protocol(Object request) {
			return (request instanceof Request jetty) ? jetty.getConnectionMetaData().getProtocol() : null;
		}

		static @Nullable String caller(Object request) {
			return (request instanceof Request jetty) ? Request.getRemoteAddr(jetty) : null;
		}

	}

}

package io.github.tracingstarter.ui;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.PathContainer;
import org.springframework.http.server.reactive.AbstractServerHttpRequest;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.util.ClassUtils;

/**
 * Serves the page in a WebFlux application, off the event loop and around all of Spring's
 * processing, which begins with an observation and with the reading of forwarded headers.
 * Behind Spring Security, {@link SecuredUiWebFilter} serves the page.
 */
class UiWebHandler {

	private static final boolean SERVLETS = ClassUtils.isPresent("jakarta.servlet.http.HttpServletRequest",
			UiWebHandler.class.getClassLoader());

	private final UiHandler handler;

	UiWebHandler(UiHandler handler) {
		this.handler = handler;
	}

	/**
	 * Puts the page before everything else.
	 * @param next handles all other requests
	 * @param page whether to serve the page here as well as the absolute routes
	 * @return the handler of all requests
	 */
	HttpHandler around(HttpHandler next, boolean page) {
		return (request, response) -> {
			String path = path(request);
			return ((page && this.handler.isPage(path)) || this.handler.isAbsolute(path))
					? serve(request, response, path, UiCall.User.ANONYMOUS) : next.handle(request, response);
		};
	}

	Mono<Void> serve(ServerHttpRequest request, ServerHttpResponse response, String path, UiCall.User user) {
		UiCall call = new UiCall(request.getMethod().name(), path, request.getURI().getRawQuery(), headers(request),
				isLoopback(request), origin(request.getURI()), user, (max) -> read(request, max));
		return Mono.fromCallable(() -> this.handler.answer(call))
			.subscribeOn(Schedulers.boundedElastic())
			.flatMap((answer) -> write(answer, response, "HEAD".equals(call.method())));
	}

	static String path(ServerHttpRequest request) {
		StringBuilder path = new StringBuilder();
		for (PathContainer.Element element : request.getPath().pathWithinApplication().elements()) {
			String value = (element instanceof PathContainer.PathSegment segment) ? segment.valueToMatch()
					: element.value();
			// A decoded slash is not a separator.
			path.append((value.length() > 1 && value.indexOf('/') >= 0) ? element.value() : value);
		}
		return path.toString();
	}

	private static Map<String, List<String>> headers(ServerHttpRequest request) {
		Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
		request.getHeaders().forEach(headers::put);
		if (isOnServlets(request)) {
			Servlets.headers(request).forEach(headers::putIfAbsent);
		}
		return headers;
	}

	private static boolean isLoopback(ServerHttpRequest request) {
		InetSocketAddress peer = request.getRemoteAddress();
		return peer != null && peer.getAddress() != null && peer.getAddress().isLoopbackAddress()
				&& (!isOnServlets(request) || Servlets.isLoopback(request));
	}

	private static boolean isOnServlets(ServerHttpRequest request) {
		return SERVLETS && Servlets.isNativeOf(request);
	}

	private static String origin(URI uri) {
		boolean standard = uri.getPort() < 0 || uri.getPort() == ("https".equals(uri.getScheme()) ? 443 : 80);
		return uri.getScheme() + "://" + uri.getHost() + (standard ? "" : ":" + uri.getPort());
	}

	private static byte @Nullable [] read(ServerHttpRequest request, int max) throws IOException {
		try {
			DataBuffer buffer = DataBufferUtils.join(request.getBody(), max).block();
			if (buffer == null) {
				return new byte[0];
			}
			byte[] body = new byte[buffer.readableByteCount()];
			buffer.read(body);
			DataBufferUtils.release(buffer);
			return body;
		}
		catch (DataBufferLimitException ex) {
			return null;
		}
	}

	private static Mono<Void> write(UiResponse answer, ServerHttpResponse response, boolean head) {
		response.setStatusCode(HttpStatusCode.valueOf(answer.status()));
		answer.headers().forEach(response.getHeaders()::set);
		if (!answer.contentType().isEmpty()) {
			response.getHeaders().set("Content-Type", answer.contentType());
			response.getHeaders().setContentLength(answer.body().length);
		}
		return (head || answer.body().length == 0) ? response.setComplete()
				: response.writeWith(Mono.fromSupplier(() -> response.bufferFactory().wrap(answer.body())));
	}

	/**
	 * Reads the connection from a servlet container, in which a WebFlux application may
	 * run.
	 */
	private static final class Servlets {

		static boolean isNativeOf(ServerHttpRequest request) {
			return request instanceof AbstractServerHttpRequest known
					&& known.getNativeRequest() instanceof HttpServletRequest;
		}

		static Map<String, List<String>> headers(ServerHttpRequest request) {
			return UiFilter.headers(nativeOf(request));
		}

		static boolean isLoopback(ServerHttpRequest request) {
			return UiFilter.isLoopback(nativeOf(request));
		}

		private static HttpServletRequest nativeOf(ServerHttpRequest request) {
			return ((AbstractServerHttpRequest) request).getNativeRequest();
		}

	}

}

package io.github.tracingstarter.ui;

import java.io.IOException;
import java.io.InputStream;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

/**
 * Serves the page in a servlet application.
 */
class UiFilter implements Filter {

	/**
	 * The request attribute in which the valve of {@link TomcatPeer} keeps the request as
	 * it was before Tomcat handled forwarded headers.
	 */
	static final String PEER = UiFilter.class.getName() + ".peer";

	static final String FORWARDED = UiFilter.class.getName() + ".forwarded";

	/**
	 * The attribute with which Tomcat marks a request whose headers its
	 * {@code RemoteIpValve} has read.
	 */
	private static final String REWRITTEN = "org.apache.tomcat.request.forwarded";

	private final UiHandler handler;

	private final String servletPath;

	private final List<String> roles;

	private final boolean page;

	private final boolean absolute;

	private UiFilter(UiHandler handler, UiAddress address, List<String> roles, boolean page, boolean absolute) {
		this.handler = handler;
		this.servletPath = address.servletPath();
		this.roles = roles;
		this.page = page;
		this.absolute = absolute;
	}

	static UiFilter ofEverything(UiHandler handler, UiAddress address) {
		return new UiFilter(handler, address, List.of(), true, true);
	}

	static UiFilter ofAbsoluteRoutes(UiHandler handler, UiAddress address) {
		return new UiFilter(handler, address, List.of(), false, true);
	}

	static UiFilter ofPage(UiHandler handler, UiAddress address, List<String> roles) {
		return new UiFilter(handler, address, roles, true, false);
	}

	@Override
	public void doFilter(ServletRequest servletRequest, ServletResponse servletResponse, FilterChain chain)
			throws IOException, ServletException {
		if (servletRequest instanceof HttpServletRequest request
				&& servletResponse instanceof HttpServletResponse response
				&& isConcerned(path(request, this.servletPath))) {
			UiResponse answer = this.handler.answer(call(request));
			write(answer, response, "HEAD".equals(request.getMethod()));
		}
		else {
			chain.doFilter(servletRequest, servletResponse);
		}
	}

	private boolean isConcerned(String path) {
		return (this.page && this.handler.isPage(path)) || (this.absolute && this.handler.isAbsolute(path));
	}

	/**
	 * Returns the path below that of Spring MVC's servlet.
	 */
	static String path(HttpServletRequest request, String servletPath) {
		String info = request.getPathInfo();
		String path = (info != null) ? request.getServletPath() + info : request.getServletPath();
		return path.startsWith(servletPath) ? path.substring(servletPath.length()) : "";
	}

	private UiCall call(HttpServletRequest request) {
		HttpServletRequest original = original(request);
		return new UiCall(request.getMethod(), path(request, this.servletPath), request.getQueryString(),
				headers(original), isLoopback(original), origin(request), user(request), (max) -> read(request, max));
	}

	/**
	 * Returns the request without the wrappers of filters. A filter for forwarded headers
	 * hides them, and may have the same order as this filter.
	 */
	private static HttpServletRequest original(HttpServletRequest request) {
		ServletRequest original = request;
		while (original instanceof ServletRequestWrapper wrapper) {
			original = wrapper.getRequest();
		}
		return (original instanceof HttpServletRequest http) ? http : request;
	}

	static Map<String, List<String>> headers(HttpServletRequest request) {
		Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
		request.getHeaderNames()
			.asIterator()
			.forEachRemaining((name) -> headers.put(name, Collections.list(request.getHeaders(name))));
		if (!headers.containsKey("Host") && request.getProtocol().startsWith("HTTP/2")) {
			headers.put("Host", List.of(request.getServerName()));
		}
		if (request.getAttribute(FORWARDED) instanceof String name) {
			headers.putIfAbsent(name, List.of(""));
		}
		return headers;
	}

	static boolean isLoopback(HttpServletRequest request) {
		Object peer = request.getAttribute(PEER);
		if (peer == null && request.getAttribute(REWRITTEN) != null) {
			return false;
		}
		return UiGate.isLoopback(request.getRemoteAddr()) && (peer == null || UiGate.isLoopback(peer.toString()));
	}

	private static String origin(HttpServletRequest request) {
		String scheme = request.getScheme();
		int port = request.getServerPort();
		boolean standard = port == (scheme.equals("https") ? 443 : 80);
		return scheme + "://" + request.getServerName() + (standard ? "" : ":" + port);
	}

	private UiCall.User user(HttpServletRequest request) {
		if (request.getUserPrincipal() == null) {
			return UiCall.User.ANONYMOUS;
		}
		return this.roles.stream().anyMatch(request::isUserInRole) ? UiCall.User.ALLOWED : UiCall.User.WITHOUT_ROLE;
	}

	private static byte @Nullable [] read(HttpServletRequest request, int max) throws IOException {
		InputStream in = request.getInputStream();
		byte[] body = in.readNBytes(max);
		return (body.length < max || in.read() < 0) ? body : null;
	}

	private static void write(UiResponse answer, HttpServletResponse response, boolean head) throws IOException {
		response.setStatus(answer.status());
		answer.headers().forEach(response::setHeader);
		if (!answer.contentType().isEmpty()) {
			response.setContentType(answer.contentType());
			response.setContentLength(answer.body().length);
		}
		if (!head && answer.body().length > 0) {
			response.getOutputStream().write(answer.body());
		}
	}

}

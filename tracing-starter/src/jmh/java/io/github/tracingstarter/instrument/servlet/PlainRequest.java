package io.github.tracingstarter.instrument.servlet;

import java.util.Collections;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import jakarta.servlet.http.HttpServletRequestWrapper;
import org.jspecify.annotations.Nullable;

import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.web.servlet.HandlerMapping;

/**
 * A request in which everything that the filter reads is readily available, as in a
 * container. It is reused.
 */
final class PlainRequest extends HttpServletRequestWrapper {

	private final Map<String, Object> attributes = new HashMap<>();

	private final @Nullable String traceParent;

	PlainRequest(String path, @Nullable String traceParent) {
		super(new MockHttpServletRequest("GET", path));
		this.traceParent = traceParent;
	}

	/**
	 * Makes it a request that has not been processed, matched by a handler.
	 * @return this request
	 */
	PlainRequest renewed() {
		this.attributes.clear();
		this.attributes.put(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE, "/users/{id}/items");
		return this;
	}

	@Override
	public @Nullable Object getAttribute(String name) {
		return this.attributes.get(name);
	}

	@Override
	public void setAttribute(String name, Object value) {
		this.attributes.put(name, value);
	}

	@Override
	public @Nullable String getHeader(String name) {
		return switch (name) {
			case "traceparent" -> this.traceParent;
			case "User-Agent" -> "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
			default -> null;
		};
	}

	@Override
	public Enumeration<String> getHeaders(String name) {
		String value = getHeader(name);
		return (value != null) ? Collections.enumeration(List.of(value)) : Collections.emptyEnumeration();
	}

	@Override
	public String getQueryString() {
		return "page=2&sort=name";
	}

	@Override
	public String getServerName() {
		return "shop.example";
	}

	@Override
	public int getServerPort() {
		return 8080;
	}

}

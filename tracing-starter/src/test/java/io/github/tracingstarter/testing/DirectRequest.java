package io.github.tracingstarter.testing;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

import io.github.tracingstarter.ui.UiRequest;
import io.github.tracingstarter.ui.UiResponse;
import io.github.tracingstarter.ui.UiRoute;
import io.github.tracingstarter.ui.UiRoutes;
import org.jspecify.annotations.Nullable;

/**
 * A request to a route of the page without a server in between.
 */
public final class DirectRequest implements UiRequest {

	private final Map<String, String> values = new HashMap<>();

	private byte[] body = new byte[0];

	public DirectRequest variable(String name, String value) {
		this.values.put("variable " + name, value);
		return this;
	}

	public DirectRequest parameter(String name, String value) {
		this.values.put("parameter " + name, value);
		return this;
	}

	public DirectRequest header(String name, String value) {
		this.values.put("header " + name.toLowerCase(Locale.ROOT), value);
		return this;
	}

	public DirectRequest body(byte[] bytes) {
		this.body = bytes;
		return this;
	}

	/**
	 * Sends the request.
	 * @param routes the routes that respond
	 * @param method the method of the route
	 * @param path the path of the route, with its variables' names
	 * @return the response
	 */
	public UiResponse to(UiRoutes routes, String method, String path) {
		UiRoute route = routes.routes()
			.stream()
			.filter((candidate) -> candidate.method().equals(method) && candidate.path().equals(path))
			.findFirst()
			.orElseThrow();
		return route.handler().apply(this);
	}

	@Override
	public String variable(String name) {
		return this.values.getOrDefault("variable " + name, "");
	}

	@Override
	public @Nullable String parameter(String name) {
		return this.values.get("parameter " + name);
	}

	@Override
	public @Nullable String header(String name) {
		return this.values.get("header " + name.toLowerCase(Locale.ROOT));
	}

	@Override
	public byte[] body() {
		return this.body;
	}

}

package io.github.tracingstarter.ui;

import java.util.function.Function;

/**
 * An operation of the page's API. All methods other than {@code GET} are writes: they
 * require the page's token and are rejected if the page is read-only.
 *
 * @param method the HTTP method
 * @param path the path, relative to {@code {tracing.ui.path}/api/v1}, such as
 * {@code /traces/{id}}
 * @param handler handles the request
 * @param absolute whether the path is relative to the context path instead, for programs
 * on this machine rather than for the page; requires no token, and accepts JSON or
 * protobuf
 */
public record UiRoute(String method, String path, Function<UiRequest, UiResponse> handler, boolean absolute) {

	public UiRoute(String method, String path, Function<UiRequest, UiResponse> handler) {
		this(method, path, handler, false);
	}

	public static UiRoute absolute(String method, String path, Function<UiRequest, UiResponse> handler) {
		return new UiRoute(method, path, handler, true);
	}

	public static UiRoute get(String path, Function<UiRequest, UiResponse> handler) {
		return new UiRoute("GET", path, handler);
	}

	public static UiRoute post(String path, Function<UiRequest, UiResponse> handler) {
		return new UiRoute("POST", path, handler);
	}

}

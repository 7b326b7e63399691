package io.github.tracingstarter.ui.settings;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.github.tracingstarter.testing.DirectRequest;
import io.github.tracingstarter.ui.MetaContributor;
import io.github.tracingstarter.ui.UiResponse;
import io.github.tracingstarter.ui.UiRoute;
import io.github.tracingstarter.ui.UiRoutes;

import org.springframework.boot.json.JsonParserFactory;
import org.springframework.context.ApplicationContext;

/**
 * Uses the settings API like the page, but without HTTP.
 */
record Page(ApplicationContext application) {

	Map<String, Object> get(String path) {
		return ok(call("GET", path, ""));
	}

	Map<String, Object> patch(String body) {
		return ok(call("PATCH", "/config", body));
	}

	Map<String, Object> post(String path, String body) {
		return ok(call("POST", path, body));
	}

	/**
	 * Sends a request that has to be refused.
	 * @return the error
	 */
	String refused(String method, String path, String body) {
		UiResponse response = call(method, path, body);
		if (response.status() != 400) {
			throw new AssertionError("%d %s".formatted(response.status(), text(response)));
		}
		return String.valueOf(json(response).get("error"));
	}

	Map<String, Object> meta() {
		Map<String, Object> meta = new TreeMap<>();
		this.application.getBeanProvider(MetaContributor.class).forEach((contributor) -> contributor.contribute(meta));
		return meta;
	}

	/**
	 * Returns an item of {@code GET /config}.
	 */
	Map<String, Object> item(String key) {
		return item(get("/config"), key);
	}

	static Map<String, Object> item(Map<String, Object> config, String key) {
		return list(config, "items").stream()
			.filter((item) -> key.equals(item.get("key")))
			.findFirst()
			.orElseThrow(() -> new AssertionError("No " + key));
	}

	@SuppressWarnings("unchecked")
	static List<Map<String, Object>> list(Map<String, Object> json, String key) {
		return (List<Map<String, Object>>) json.get(key);
	}

	UiResponse call(String method, String path, String body) {
		List<UiRoute> all = this.application.getBeanProvider(UiRoutes.class)
			.stream()
			.flatMap((routes) -> routes.routes().stream())
			.toList();
		return new DirectRequest().body(body.getBytes(StandardCharsets.UTF_8)).to(() -> all, method, path);
	}

	private static Map<String, Object> ok(UiResponse response) {
		if (response.status() != 200) {
			throw new AssertionError("%d %s".formatted(response.status(), text(response)));
		}
		return json(response);
	}

	private static Map<String, Object> json(UiResponse response) {
		return JsonParserFactory.getJsonParser().parseMap(text(response));
	}

	static String text(UiResponse response) {
		return new String(response.body(), StandardCharsets.UTF_8);
	}

}

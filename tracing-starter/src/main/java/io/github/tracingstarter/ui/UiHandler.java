package io.github.tracingstarter.ui;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import io.github.tracingstarter.report.FailureLog;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;

/**
 * Handles every request to the page, on any server: applies the rules, finds the file or
 * the route, and adds the security headers. Its own failures never reach the application.
 */
class UiHandler implements SmartInitializingSingleton {

	static final int MAX_BODY = 16 * 1024 * 1024;

	private static final String CONTENT_SECURITY_POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; "
			+ "img-src 'self'; connect-src 'self'; base-uri 'self'; form-action 'none'; frame-ancestors 'none'; "
			+ "require-trusted-types-for 'script'; trusted-types lit-html";

	private static final FailureLog failures = new FailureLog(LogFactory.getLog(UiHandler.class),
			"A request for the tracing page failed. The application is not affected.");

	private final UiProperties properties;

	private final UiGate gate;

	private final UiAssets assets;

	private final ObjectProvider<UiRoutes> routes;

	private final String api;

	private volatile RouteTable table = new RouteTable(List.of(), "");

	UiHandler(UiProperties properties, UiGate gate, UiAssets assets, ObjectProvider<UiRoutes> routes) {
		this.properties = properties;
		this.gate = gate;
		this.assets = assets;
		this.routes = routes;
		this.api = properties.path() + "/api/v1";
	}

	/**
	 * Collects the routes. This cannot be done earlier, because a filter is created when
	 * few other beans exist, or later, because the server then accepts requests.
	 */
	@Override
	public void afterSingletonsInstantiated() {
		List<UiRoute> all = this.routes.orderedStream().flatMap((bean) -> bean.routes().stream()).toList();
		this.table = new RouteTable(all, this.api);
	}

	boolean isPage(String path) {
		String page = this.properties.path();
		return path.startsWith(page) && (path.length() == page.length() || path.charAt(page.length()) == '/');
	}

	boolean isAbsolute(String path) {
		return !isPage(path) && this.table.hasAbsolute(path);
	}

	UiResponse answer(UiCall call) {
		boolean programs = !call.path().startsWith(this.properties.path() + "/") || isApi(call);
		UiResponse response;
		try {
			UiResponse refusal = refuse(call);
			response = (refusal != null) ? refusal : respond(call);
		}
		catch (Exception | LinkageError | StackOverflowError ex) {
			failures.log(ex);
			response = UiResponse.error(500, "The request failed. The application's log has the reason.");
		}
		return withHeaders(response, programs);
	}

	private @Nullable UiResponse refuse(UiCall call) {
		if (this.properties.access() == UiProperties.Access.AUTHENTICATED && isPage(call.path())) {
			return switch (call.user()) {
				case ANONYMOUS -> text(401, "The traces are shown to authenticated users only.");
				case WITHOUT_ROLE ->
					text(403, "The traces are shown to users with one of the roles in tracing.ui.roles only.");
				case ALLOWED -> null;
			};
		}
		String reason = this.gate.refusal(call);
		return (reason != null) ? text(403, reason) : null;
	}

	private UiResponse respond(UiCall call) throws Exception {
		if (isApi(call) || !isPage(call.path())) {
			return respondToProgram(call);
		}
		if (!call.effectiveMethod().equals("GET")) {
			return notAllowed(text(405, "Method not allowed."), Set.of("GET"));
		}
		String page = this.properties.path();
		if (call.path().equals(page)) {
			// Relative, so that it works with a context path and behind a proxy.
			String last = page.substring(page.lastIndexOf('/') + 1);
			return new UiResponse(302, "", new byte[0], Map.of("Location", last + "/", "Cache-Control", "no-store"));
		}
		String name = call.path().substring(page.length() + 1);
		UiResponse asset = this.assets.find(name.isEmpty() ? "index.html" : name, call.header("If-None-Match"));
		return (asset != null) ? asset : text(404, "Not found.");
	}

	private boolean isApi(UiCall call) {
		String page = this.properties.path();
		return call.path().startsWith(page + "/api/") || call.path().equals(page + "/mcp");
	}

	private UiResponse respondToProgram(UiCall call) throws Exception {
		if (this.gate.isCrossSite(call)) {
			return UiResponse.error(403, "Requests from other sites are refused.");
		}
		RouteTable.Match match = this.table.find(call.effectiveMethod(), call.path());
		if (match == null) {
			Set<String> methods = this.table.methods(call.path());
			return methods.isEmpty() ? UiResponse.error(404, "There is no such operation.")
					: notAllowed(UiResponse.error(405, "Method not allowed."), methods);
		}
		byte @Nullable [] body = new byte[0];
		if (!match.route().method().equals("GET")) {
			UiResponse refusal = refuseWrite(call, match.route());
			if (refusal != null) {
				return refusal;
			}
			body = announcesTooMuch(call) ? null : call.body().read(MAX_BODY);
			if (body == null) {
				return UiResponse.error(413, "The body is larger than 16 MB.");
			}
		}
		Map<String, String> parameters;
		try {
			parameters = parameters(call.query());
		}
		catch (IllegalArgumentException ex) {
			return UiResponse.error(400, "The query string is malformed.");
		}
		return match.route().handler().apply(new Request(call, match.variables(), parameters, body));
	}

	private @Nullable UiResponse refuseWrite(UiCall call, UiRoute route) {
		if (this.gate.isForeignOrigin(call)) {
			return UiResponse.error(403, "Requests from other origins are refused.");
		}
		String type = mediaType(call);
		if (route.absolute()) {
			return (type.equals("application/json") || type.equals("application/x-protobuf")) ? null
					: UiResponse.error(415, "The body must be application/x-protobuf or application/json.");
		}
		if (this.properties.isReadOnly()) {
			return UiResponse.error(403, "The page is read-only. Set tracing.ui.read-only=false to change that.");
		}
		if (!this.gate.hasToken(call)) {
			return UiResponse.error(403,
					"The X-Tracing-Token header is missing, or the application has restarted. Reload the page.");
		}
		return type.equals("application/json") ? null : UiResponse.error(415, "The body must be application/json.");
	}

	private static boolean announcesTooMuch(UiCall call) {
		String length = call.header("Content-Length");
		return length != null && (length.length() > 18 || Long.parseLong(length) > MAX_BODY);
	}

	private static String mediaType(UiCall call) {
		String type = call.header("Content-Type");
		return (type != null) ? type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT) : "";
	}

	private static Map<String, String> parameters(@Nullable String query) {
		Map<String, String> parameters = new LinkedHashMap<>();
		for (String part : (query != null) ? query.split("&") : new String[0]) {
			int equals = part.indexOf('=');
			String name = (equals >= 0) ? part.substring(0, equals) : part;
			String value = (equals >= 0) ? part.substring(equals + 1) : "";
			parameters.putIfAbsent(URLDecoder.decode(name, StandardCharsets.UTF_8),
					URLDecoder.decode(value, StandardCharsets.UTF_8));
		}
		return parameters;
	}

	private static UiResponse text(int status, String text) {
		return new UiResponse(status, "text/plain;charset=UTF-8", (text + "\n").getBytes(StandardCharsets.UTF_8),
				Map.of("Cache-Control", "no-store"));
	}

	private static UiResponse notAllowed(UiResponse response, Set<String> methods) {
		List<String> allowed = new ArrayList<>(methods);
		if (methods.contains("GET")) {
			allowed.add("HEAD");
		}
		return new UiResponse(response.status(), response.contentType(), response.body(),
				Map.of("Allow", String.join(", ", allowed)));
	}

	private static UiResponse withHeaders(UiResponse response, boolean programs) {
		Map<String, String> headers = new LinkedHashMap<>(response.headers());
		headers.put("Content-Security-Policy", CONTENT_SECURITY_POLICY);
		headers.put("X-Content-Type-Options", "nosniff");
		headers.put("Referrer-Policy", "no-referrer");
		headers.put("Cross-Origin-Resource-Policy", "same-origin");
		if (programs) {
			headers.put("Cache-Control", "no-store");
		}
		else {
			headers.putIfAbsent("Cache-Control", "no-store");
		}
		return new UiResponse(response.status(), response.contentType(), response.body(), headers);
	}

	private record Request(UiCall call, Map<String, String> variables, Map<String, String> parameters,
			byte[] body) implements UiRequest {

		@Override
		public String variable(String name) {
			String value = this.variables.get(name);
			if (value == null) {
				throw new IllegalArgumentException("The path has no variable '%s'".formatted(name));
			}
			return value;
		}

		@Override
		public @Nullable String parameter(String name) {
			return this.parameters.get(name);
		}

		@Override
		public @Nullable String header(String name) {
			return this.call.header(name);
		}

	}

}

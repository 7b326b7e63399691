package io.github.tracingstarter.ui;

import org.jspecify.annotations.Nullable;

import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/**
 * The address of the page, once the server has started.
 */
class UiAddress {

	private final Environment environment;

	private final String path;

	private final String servletPath;

	UiAddress(Environment environment, String path) {
		this.environment = environment;
		this.path = path;
		this.servletPath = prefix(environment.getProperty("spring.mvc.servlet.path", ""));
	}

	/**
	 * Returns the path of Spring MVC's servlet, because containers call no filters below
	 * the path of another servlet.
	 * @return the path, without a slash at the end
	 */
	String servletPath() {
		return this.servletPath;
	}

	/**
	 * Returns the path of the page below the context path.
	 * @return the path
	 */
	String path() {
		return this.servletPath + this.path;
	}

	/**
	 * Returns the address of the application with its context path.
	 * @return the address, without a slash at the end, or null if the server is not
	 * running or not Boot's
	 */
	@Nullable String base() {
		String port = this.environment.getProperty("local.server.port");
		return (port != null) ? "%s://localhost:%s%s".formatted(isSecure() ? "https" : "http", port, contextPath())
				: null;
	}

	@Nullable String page() {
		String base = base();
		return (base != null) ? base + path() : null;
	}

	private boolean isSecure() {
		return this.environment.getProperty("server.ssl.enabled", Boolean.class, true)
				&& (has("server.ssl.bundle") || has("server.ssl.key-store") || has("server.ssl.certificate"));
	}

	private boolean has(String key) {
		return StringUtils.hasLength(this.environment.getProperty(key));
	}

	private String contextPath() {
		String path = this.environment.getProperty("server.servlet.context-path");
		if (path == null) {
			path = this.environment.getProperty("spring.webflux.base-path", "");
		}
		return prefix(path);
	}

	private static String prefix(String path) {
		return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
	}

}

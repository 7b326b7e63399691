package io.github.tracingstarter.web;

import java.util.ArrayList;
import java.util.List;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.endpoint.web.PathMappedEndpoints;
import org.springframework.boot.actuate.endpoint.web.WebServerNamespace;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletPath;

/**
 * Where Actuator's endpoints answer on the application's own port.
 */
class ActuatorPaths implements OperationalPaths {

	private final ObjectProvider<PathMappedEndpoints> endpoints;

	private final ObjectProvider<DispatcherServletPath> servletPath;

	ActuatorPaths(ObjectProvider<PathMappedEndpoints> endpoints, ObjectProvider<DispatcherServletPath> servletPath) {
		this.endpoints = endpoints;
		this.servletPath = servletPath;
	}

	@Override
	public List<String> get() {
		List<String> paths = new ArrayList<>();
		PathMappedEndpoints mapped = this.endpoints.getIfAvailable();
		if (mapped != null) {
			DispatcherServletPath servlet = this.servletPath.getIfUnique();
			String prefix = (servlet != null) ? servlet.getPrefix() : "";
			String basePath = mapped.getBasePath();
			if (!basePath.isEmpty() && !basePath.equals("/")) {
				paths.add(prefix + basePath + "/**");
			}
			mapped.getAllPaths().forEach((path) -> paths.add(prefix + path + "/**"));
			mapped.stream()
				.flatMap((endpoint) -> endpoint.getAdditionalPaths(WebServerNamespace.SERVER).stream())
				.forEach((path) -> paths.add(absolute(path)));
		}
		return paths;
	}

	private static String absolute(String path) {
		return path.startsWith("/") ? path : "/" + path;
	}

}

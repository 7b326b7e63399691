package io.github.tracingstarter.web;

import java.util.ArrayList;
import java.util.List;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.endpoint.web.PathMappedEndpoints;
import org.springframework.boot.actuate.endpoint.web.WebServerNamespace;

/**
 * Where Actuator's endpoints answer on the application's own port.
 */
class ActuatorPaths implements OperationalPaths {

	private final ObjectProvider<PathMappedEndpoints> endpoints;

	ActuatorPaths(ObjectProvider<PathMappedEndpoints> endpoints) {
		this.endpoints = endpoints;
	}

	@Override
	public List<String> get() {
		List<String> paths = new ArrayList<>();
		PathMappedEndpoints mapped = this.endpoints.getIfAvailable();
		if (mapped != null) {
			String basePath = mapped.getBasePath();
			if (!basePath.isEmpty() && !basePath.equals("/")) {
				paths.add(basePath + "/**");
			}
			mapped.getAllPaths().forEach((path) -> paths.add(path + "/**"));
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

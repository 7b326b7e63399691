package io.github.tracingstarter.instrument.http;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.endpoint.web.PathMappedEndpoints;
import org.springframework.boot.actuate.endpoint.web.WebServerNamespace;

/**
 * The paths of Actuator's endpoints on the application's own port.
 */
public class ActuatorPaths implements OperationalPaths {

	private final ObjectProvider<PathMappedEndpoints> endpoints;

	private final Supplier<String> prefix;

	/**
	 * Creates the paths.
	 * @param endpoints the endpoints
	 * @param prefix the prefix of the paths of all endpoints, such as the path of the
	 * dispatcher servlet
	 */
	public ActuatorPaths(ObjectProvider<PathMappedEndpoints> endpoints, Supplier<String> prefix) {
		this.endpoints = endpoints;
		this.prefix = prefix;
	}

	@Override
	public List<String> get() {
		List<String> paths = new ArrayList<>();
		PathMappedEndpoints mapped = this.endpoints.getIfAvailable();
		if (mapped != null) {
			String prefix = this.prefix.get();
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

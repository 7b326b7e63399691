package io.github.tracingstarter.resource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.sdk.resources.Resource;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.info.BuildProperties;
import org.springframework.util.StringUtils;

/**
 * Detects where the application runs, from files and variables only, because a DNS lookup
 * of the host name can delay startup by seconds.
 */
final class ResourceDetector {

	private static final Pattern CONTAINER_ID = Pattern.compile("(?:^|[/:-])([0-9a-f]{64})(?:\\.scope|[/:]|$)");

	/**
	 * Common names of profiles for environments. Other profiles mean something else.
	 */
	private static final Set<String> ENVIRONMENTS = Set.of("production", "prod", "live", "staging", "stage", "preprod",
			"uat", "qa", "test", "development", "dev", "local");

	private final UnaryOperator<@Nullable String> variables;

	private final Path root;

	ResourceDetector() {
		this(System::getenv, Path.of("/"));
	}

	ResourceDetector(UnaryOperator<@Nullable String> variables, Path root) {
		this.variables = variables;
		this.root = root;
	}

	Resource detect(@Nullable BuildProperties build, String... profiles) {
		AttributesBuilder attributes = Attributes.builder();
		put(attributes, "service.instance.id", UUID.randomUUID().toString());
		put(attributes, "service.version", (build != null) ? build.getVersion() : null);
		put(attributes, "deployment.environment.name", environment(profiles));
		put(attributes, "host.name", hostName());
		put(attributes, "host.arch", System.getProperty("os.arch"));
		put(attributes, "os.type", osType());
		process(attributes);
		put(attributes, "container.id", containerId());
		kubernetes(attributes);
		return Resource.create(attributes.build());
	}

	/**
	 * Returns the profile that is named after an environment, unless there are several.
	 */
	private static @Nullable String environment(String... profiles) {
		List<String> named = Stream.of(profiles)
			.filter((profile) -> ENVIRONMENTS.contains(profile.toLowerCase(Locale.ROOT)))
			.toList();
		return (named.size() == 1) ? named.get(0) : null;
	}

	private void process(AttributesBuilder attributes) {
		attributes.put("process.pid", ProcessHandle.current().pid());
		put(attributes, "process.runtime.name", System.getProperty("java.runtime.name"));
		put(attributes, "process.runtime.version", System.getProperty("java.runtime.version"));
		put(attributes, "process.runtime.description",
				"%s %s".formatted(System.getProperty("java.vm.vendor"), System.getProperty("java.vm.name")));
		put(attributes, "process.executable.path", Path.of(System.getProperty("java.home"), "bin", "java").toString());
	}

	private @Nullable String hostName() {
		String name = this.variables.apply("HOSTNAME");
		if (!StringUtils.hasText(name)) {
			name = this.variables.apply("COMPUTERNAME");
		}
		return StringUtils.hasText(name) ? name : read("etc/hostname");
	}

	private static String osType() {
		String name = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
		if (name.startsWith("windows")) {
			return "windows";
		}
		return name.startsWith("mac") ? "darwin" : name.replace(" ", "");
	}

	/**
	 * Returns the id of the container. In cgroups version 1, the process' own group is
	 * named after the container; in version 2, a bind mount of the container's own files
	 * is.
	 */
	private @Nullable String containerId() {
		String id = containerId(read("proc/self/cgroup"), "");
		return (id != null) ? id : containerId(read("proc/self/mountinfo"), "/containers/");
	}

	private static @Nullable String containerId(@Nullable String file, String marker) {
		if (file != null) {
			for (String line : file.split("\n")) {
				if (line.contains(marker)) {
					Matcher matcher = CONTAINER_ID.matcher(line);
					if (matcher.find()) {
						return matcher.group(1);
					}
				}
			}
		}
		return null;
	}

	private void kubernetes(AttributesBuilder attributes) {
		if (!StringUtils.hasText(this.variables.apply("KUBERNETES_SERVICE_HOST"))) {
			return;
		}
		put(attributes, "k8s.namespace.name", first("K8S_NAMESPACE_NAME", "POD_NAMESPACE", "NAMESPACE",
				read("var/run/secrets/kubernetes.io/serviceaccount/namespace")));
		put(attributes, "k8s.pod.name", first("K8S_POD_NAME", "POD_NAME", "HOSTNAME", null));
		put(attributes, "k8s.pod.uid", first("K8S_POD_UID", "POD_UID", "POD_UID", null));
		put(attributes, "k8s.node.name", first("K8S_NODE_NAME", "NODE_NAME", "NODE_NAME", null));
		put(attributes, "k8s.container.name", first("K8S_CONTAINER_NAME", "CONTAINER_NAME", "CONTAINER_NAME", null));
		put(attributes, "k8s.deployment.name", this.variables.apply("K8S_DEPLOYMENT_NAME"));
		put(attributes, "k8s.cluster.name", this.variables.apply("K8S_CLUSTER_NAME"));
	}

	/**
	 * Returns the first variable that is set. The names are those that deployments
	 * commonly use for the downward API.
	 */
	private @Nullable String first(String name, String second, String third, @Nullable String otherwise) {
		for (String variable : new String[] { name, second, third }) {
			String value = this.variables.apply(variable);
			if (StringUtils.hasText(value)) {
				return value;
			}
		}
		return otherwise;
	}

	private @Nullable String read(String path) {
		try {
			return Files.readString(this.root.resolve(path)).trim();
		}
		catch (IOException | RuntimeException ex) {
			// Not available on this operating system, or not allowed.
			return null;
		}
	}

	private static void put(AttributesBuilder attributes, String key, @Nullable String value) {
		if (StringUtils.hasText(value)) {
			attributes.put(key, value);
		}
	}

}

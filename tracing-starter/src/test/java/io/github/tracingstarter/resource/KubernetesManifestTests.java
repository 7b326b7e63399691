package io.github.tracingstarter.resource;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.opentelemetry.sdk.resources.Resource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The variables that the Kubernetes manifest of an application sets for the resource.
 */
class KubernetesManifestTests {

	@Test
	@SuppressWarnings("unchecked")
	void eachVariableBecomesAnAttribute(@TempDir Path root) throws IOException {
		Map<String, String> variables = new HashMap<>(Map.of("KUBERNETES_SERVICE_HOST", "10.96.0.1"));
		try (Reader file = Files.newBufferedReader(Path.of("../docs/production/kubernetes-application.yaml"))) {
			Map<String, Object> value = (Map<String, Object>) new Yaml().loadAll(file).iterator().next();
			for (String key : List.of("spec", "template", "spec")) {
				value = (Map<String, Object>) value.get(key);
			}
			Map<String, Object> container = ((List<Map<String, Object>>) value.get("containers")).get(0);
			((List<Map<String, Object>>) container.get("env")).stream()
				.map((variable) -> variable.get("name").toString())
				.filter((name) -> name.startsWith("K8S_"))
				.forEach((name) -> variables.put(name, "value of " + name));
		}
		Resource resource = new ResourceDetector(variables::get, root).detect(null);
		Map<String, String> found = new HashMap<>();
		resource.getAttributes().forEach((key, value) -> found.put(key.getKey(), value.toString()));
		found.keySet().removeIf((key) -> !key.startsWith("k8s."));
		Map<String, String> expected = new HashMap<>();
		for (String name : List.of("cluster", "container", "deployment", "namespace", "node", "pod")) {
			expected.put("k8s.%s.name".formatted(name),
					"value of K8S_%s_NAME".formatted(name.toUpperCase(Locale.ROOT)));
		}
		expected.put("k8s.pod.uid", "value of K8S_POD_UID");
		assertThat(found).isEqualTo(expected);
	}

}

package io.github.tracingstarter.resource;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.github.tracingstarter.testing.YamlFile;
import io.opentelemetry.sdk.resources.Resource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static io.github.tracingstarter.testing.YamlFile.list;
import static io.github.tracingstarter.testing.YamlFile.map;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The variables that the Kubernetes manifest of an application sets for the resource.
 */
class KubernetesManifestTests {

	@Test
	void eachVariableBecomesAnAttribute(@TempDir Path root) {
		Map<String, String> variables = new HashMap<>(Map.of("KUBERNETES_SERVICE_HOST", "10.96.0.1"));
		Map<String, Object> value = YamlFile.document(Path.of("../docs/production/kubernetes-application.yaml"));
		for (String key : List.of("spec", "template", "spec")) {
			value = map(value.get(key));
		}
		list(map(list(value.get("containers")).get(0)).get("env")).stream()
			.map((variable) -> map(variable).get("name").toString())
			.filter((name) -> name.startsWith("K8S_"))
			.forEach((name) -> variables.put(name, "value of " + name));
		Resource resource = new ResourceDetector(variables::get, root).detect(null);
		Map<String, String> found = new HashMap<>();
		resource.getAttributes().forEach((key, text) -> found.put(key.getKey(), text.toString()));
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

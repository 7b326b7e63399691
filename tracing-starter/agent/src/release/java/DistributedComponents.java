import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.yaml.snakeyaml.Yaml;

import org.springframework.boot.json.JsonWriter;

/**
 * Adds the libraries beside the agent in the distribution to the list of the agent's
 * components. Run by the release, see the POM.
 */
class DistributedComponents {

	private static final String REF = "bom-ref";

	/**
	 * Changes the list in place.
	 * @param args the list as CycloneDX JSON, and folders that contain the list of an
	 * application on a Spring Boot line and its distributed libraries
	 */
	public static void main(String[] args) throws Exception {
		Path file = Path.of(args[0]);
		Map<String, Object> list = read(file);
		Map<String, Map<String, Object>> components = new TreeMap<>();
		Map<String, List<String>> graph = new TreeMap<>();
		String root = (String) map(map(list, "metadata"), "component").get(REF);
		add(list, components, graph);
		for (int i = 1; i < args.length; i++) {
			Path folder = Path.of(args[i]);
			Map<String, Object> line = read(folder.resolve("bom.json"));
			int before = components.size();
			Map<String, Map<String, Object>> all = new TreeMap<>();
			add(line, all, graph);
			all.values().removeIf((component) -> !Files.exists(folder.resolve("libraries/%s-%s.jar"
				.formatted(component.get("name"), component.get("version")))));
			try (var files = Files.list(folder.resolve("libraries"))) {
				if (files.count() != all.size()) {
					throw new IllegalStateException("Not all libraries of %s are in its list".formatted(folder));
				}
			}
			components.putAll(all);
			System.out.printf("%s: %d components%n", folder, components.size() - before);
		}
		components.values().forEach((component) -> component.put("scope", "required"));
		list.put("components", new ArrayList<>(components.values()));
		List<Map<String, Object>> dependencies = new ArrayList<>(List.of(node(root, List.copyOf(components.keySet()))));
		components.keySet()
			.forEach((ref) -> dependencies.add(node(ref,
					graph.getOrDefault(ref, List.of()).stream().filter(components::containsKey).sorted().toList())));
		list.put("dependencies", dependencies);
		Files.writeString(file, JsonWriter.standard().writeToString(list));
	}

	private static Map<String, Object> read(Path file) throws Exception {
		// JSON is YAML, and the available JSON parser cannot read nested lists.
		return new Yaml().load(Files.readString(file));
	}

	private static void add(Map<String, Object> list, Map<String, Map<String, Object>> components,
			Map<String, List<String>> graph) {
		for (Map<String, Object> component : maps(list, "components")) {
			components.put((String) component.get(REF), component);
		}
		for (Map<String, Object> node : maps(list, "dependencies")) {
			graph.put((String) node.get("ref"), strings(node.getOrDefault("dependsOn", List.of())));
		}
	}

	private static Map<String, Object> node(String ref, List<String> dependsOn) {
		Map<String, Object> node = new LinkedHashMap<>();
		node.put("ref", ref);
		node.put("dependsOn", dependsOn);
		return node;
	}

	@SuppressWarnings("unchecked")
	private static Map<String, Object> map(Map<String, Object> parent, String name) {
		return (Map<String, Object>) parent.get(name);
	}

	@SuppressWarnings("unchecked")
	private static List<Map<String, Object>> maps(Map<String, Object> parent, String name) {
		return (List<Map<String, Object>>) parent.get(name);
	}

	@SuppressWarnings("unchecked")
	private static List<String> strings(Object list) {
		return (List<String>) list;
	}

}

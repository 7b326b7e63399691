import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

import org.springframework.boot.json.JsonParserFactory;
import org.springframework.boot.json.JsonWriter;

/**
 * Makes the list of components match the artifact: without the optional dependencies and
 * their own, and with the JavaScript that is in the jar. Run by the release, see the POM.
 */
class PublishedComponents {

	private static final String REF = "bom-ref";

	/**
	 * Changes the list in place.
	 * @param args the list as CycloneDX JSON, the published POM, and the version of
	 * lit-html
	 */
	@SuppressWarnings("unchecked")
	public static void main(String[] args) throws Exception {
		Path file = Path.of(args[0]);
		Map<String, Object> list = JsonParserFactory.getJsonParser().parseMap(Files.readString(file));
		Map<String, Object> artifact = (Map<String, Object>) ((Map<String, Object>) list.get("metadata"))
			.get("component");
		String root = (String) artifact.get(REF);
		Map<String, List<String>> graph = new HashMap<>();
		for (Map<String, Object> node : (List<Map<String, Object>>) list.get("dependencies")) {
			graph.put((String) node.get("ref"), (List<String>) node.getOrDefault("dependsOn", List.of()));
		}
		List<String> published = published(Path.of(args[1]), graph.get(root));
		Set<String> reachable = reachable(published, graph);

		List<Map<String, Object>> components = new ArrayList<>();
		for (Map<String, Object> component : (List<Map<String, Object>>) list.get("components")) {
			if (reachable.contains(component.get(REF))) {
				component.replace("scope", "required");
				components.add(component);
			}
		}
		Map<String, Object> script = script(args[2]);
		components.add(script);
		list.put("components", components);

		List<String> direct = new ArrayList<>(published);
		direct.add((String) script.get(REF));
		List<Map<String, Object>> dependencies = new ArrayList<>(List.of(node(root, direct)));
		reachable.forEach((ref) -> dependencies.add(node(ref, graph.getOrDefault(ref, List.of()))));
		dependencies.add(node((String) script.get(REF), List.of()));
		list.put("dependencies", dependencies);
		Files.writeString(file, JsonWriter.standard().writeToString(list));
	}

	/**
	 * Returns the direct dependencies in the published POM.
	 */
	private static List<String> published(Path pom, List<String> direct) throws Exception {
		List<String> names = Pattern
			.compile("<dependency>\\s*<groupId>([^<]+)</groupId>\\s*<artifactId>([^<]+)</artifactId>")
			.matcher(Files.readString(pom))
			.results()
			.map((match) -> "pkg:maven/%s/%s@".formatted(match.group(1), match.group(2)))
			.toList();
		List<String> published = direct.stream().filter((ref) -> names.stream().anyMatch(ref::startsWith)).toList();
		if (names.isEmpty() || published.size() != names.size()) {
			throw new IllegalStateException("The POM names %s, the list has %s".formatted(names, published));
		}
		return published;
	}

	private static Set<String> reachable(List<String> direct, Map<String, List<String>> graph) {
		Set<String> reachable = new LinkedHashSet<>();
		Deque<String> open = new ArrayDeque<>(direct);
		while (!open.isEmpty()) {
			String ref = open.poll();
			if (reachable.add(ref)) {
				open.addAll(graph.getOrDefault(ref, List.of()));
			}
		}
		return reachable;
	}

	private static Map<String, Object> node(String ref, List<String> dependsOn) {
		Map<String, Object> node = new LinkedHashMap<>();
		node.put("ref", ref);
		node.put("dependsOn", dependsOn);
		return node;
	}

	private static Map<String, Object> script(String version) {
		String url = "pkg:npm/lit-html@" + version;
		Map<String, Object> script = new LinkedHashMap<>();
		script.put("type", "library");
		script.put(REF, url);
		script.put("name", "lit-html");
		script.put("version", version);
		script.put("scope", "required");
		script.put("licenses", List.of(Map.of("license", Map.of("id", "BSD-3-Clause"))));
		script.put("purl", url);
		return script;
	}

}

package io.github.tracingstarter;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.tracingstarter.testing.CollectorServer;
import io.github.tracingstarter.testing.YamlFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static io.github.tracingstarter.testing.YamlFile.list;
import static io.github.tracingstarter.testing.YamlFile.map;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The configurations of Collectors and the Kubernetes manifests in
 * {@code docs/production}.
 */
class ProductionFilesTests {

	private static final Path FOLDER = Path.of("../docs/production");

	/** The variables that a configuration reads, with those that have a default. */
	private static final Pattern VARIABLE = Pattern.compile("\\$\\{env:(\\w+)(:-[^}]*)?}");

	/** Variables of the process that are not in a configuration. */
	private static final Set<String> OF_GO = Set.of("GOMEMLIMIT");

	@ParameterizedTest
	@ValueSource(strings = { "agent.yaml", "gateway.yaml", "gateway.yaml servicegraph.yaml", "agent.yaml tls.yaml",
			"agent.yaml tls.yaml tls-gateway-client.yaml", "gateway.yaml tls-gateway.yaml" })
	void everyComponentIsUsedAndEachThatIsUsedIsThere(String files) {
		Map<String, Object> merged = new LinkedHashMap<>();
		for (String file : files.split(" ")) {
			merge(merged, document(file));
		}
		Map<String, Object> service = map(merged.get("service"));
		Map<String, Set<String>> used = new TreeMap<>();
		for (Object pipeline : map(service.get("pipelines")).values()) {
			for (String kind : List.of("receivers", "processors", "exporters")) {
				list(map(pipeline).getOrDefault(kind, List.of()))
					.forEach((name) -> used.computeIfAbsent(kind, (key) -> new TreeSet<>()).add(name.toString()));
			}
		}
		Set<String> connectors = map(merged.getOrDefault("connectors", Map.of())).keySet();
		assertThat(used.get("exporters")).containsAll(connectors);
		assertThat(used.get("receivers")).containsAll(connectors);
		used.values().forEach((names) -> names.removeAll(connectors));
		used.put("extensions",
				list(service.get("extensions")).stream().map(Object::toString).collect(Collectors.toSet()));
		used.forEach((kind, names) -> assertThat(names).as(kind).isEqualTo(map(merged.get(kind)).keySet()));
	}

	@Test
	void memoryIsLimitedFirstInEveryPipelineThatReceives() {
		for (String file : List.of("agent.yaml", "gateway.yaml", "servicegraph.yaml")) {
			Map<String, Object> pipelines = map(map(document(file).get("service")).get("pipelines"));
			assertThat(pipelines.values())
				.filteredOn((pipeline) -> list(map(pipeline).get("receivers")).contains("otlp"))
				.isNotEmpty()
				.allSatisfy(
						(pipeline) -> assertThat(list(map(pipeline).get("processors"))).startsWith("memory_limiter"));
		}
	}

	/**
	 * Attributes of spans that a Collector looks at are attributes that spans have.
	 */
	@ParameterizedTest
	@ValueSource(strings = { "tracing.kept", "tracing.statements.repeated" })
	void theTailSamplerKnowsTheAttributesOfTheStarter(String attribute) throws IOException {
		assertThat(Files.readString(FOLDER.resolve("gateway.yaml"))).contains("key: " + attribute + "\n");
		try (Stream<Path> sources = Files.walk(Path.of("src/main/java"))) {
			assertThat(sources.filter((file) -> file.toString().endsWith(".java")))
				.anySatisfy((file) -> assertThat(Files.readString(file)).contains("\"" + attribute + "\""));
		}
	}

	@ParameterizedTest
	@CsvSource({ "kubernetes-agent.yaml, agent.yaml", "kubernetes-gateway.yaml, gateway.yaml" })
	void aPodSetsWhatItsConfigurationNeedsAndNothingElse(String manifest, String configuration) throws IOException {
		Map<String, Object> container = container(manifest);
		Set<String> set = environment(container).keySet();
		Set<String> all = new TreeSet<>();
		Set<String> needed = new TreeSet<>();
		for (MatchResult variable : VARIABLE.matcher(Files.readString(FOLDER.resolve(configuration)))
			.results()
			.toList()) {
			all.add(variable.group(1));
			if (variable.group(2) == null) {
				needed.add(variable.group(1));
			}
		}
		assertThat(set).containsAll(needed);
		Set<String> own = new TreeSet<>(set);
		own.removeAll(OF_GO);
		assertThat(all).containsAll(own);
		assertThat(list(container.get("args"))).containsExactly("--config=/etc/otelcol/" + configuration);
	}

	@ParameterizedTest
	@CsvSource({ "kubernetes-agent.yaml, agent.yaml", "kubernetes-gateway.yaml, gateway.yaml" })
	void aPodHasThePortsOnWhichItsConfigurationListens(String manifest, String configuration) throws IOException {
		Set<String> listening = Pattern.compile("(?<=0\\.0\\.0\\.0:)\\d+|(?<=METRICS_PORT:-)\\d+")
			.matcher(Files.readString(FOLDER.resolve(configuration)))
			.results()
			.map(MatchResult::group)
			.collect(Collectors.toSet());
		assertThat(list(container(manifest).get("ports")).stream()
			.map((port) -> map(port).get("containerPort").toString())
			.collect(Collectors.toSet())).isEqualTo(listening);
	}

	@Test
	void theApplicationSetsPropertiesThatExist() {
		Set<String> known = ConfigurationMetadata.read()
			.properties()
			.stream()
			.map((property) -> property.name().toUpperCase(Locale.ROOT).replace("-", "").replace('.', '_'))
			.collect(Collectors.toSet());
		assertThat(environment(container("kubernetes-application.yaml")).keySet())
			.filteredOn((name) -> name.startsWith("TRACING_"))
			.hasSizeGreaterThan(3)
			.isSubsetOf(known);
	}

	@Test
	void probesAskPortsThatAreThere() {
		for (String manifest : List.of("kubernetes-agent.yaml", "kubernetes-gateway.yaml",
				"kubernetes-application.yaml")) {
			Map<String, Object> container = container(manifest);
			List<Object> names = list(container.get("ports")).stream().map((port) -> map(port).get("name")).toList();
			for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
				assertThat(names).contains(map(map(container.get(probe)).get("httpGet")).get("port"));
			}
		}
	}

	@Test
	void selectorsFindTheirPods() throws IOException {
		for (Map<String, Object> object : objects()) {
			Map<String, Object> spec = map(object.getOrDefault("spec", Map.of()));
			if (spec.containsKey("template")) {
				assertThat(map(map(map(spec.get("template")).get("metadata")).get("labels")).entrySet())
					.containsAll(map(map(spec.get("selector")).get("matchLabels")).entrySet());
			}
		}
	}

	@Test
	void everyObjectIsNamedOnceAndEveryFileIsUsed() throws IOException {
		assertThat(objects()).extracting((object) -> object.get("kind") + " " + map(object.get("metadata")).get("name"))
			.containsExactlyInAnyOrder("DaemonSet otel-agent", "Service otel-gateway", "StatefulSet otel-gateway",
					"PodDisruptionBudget otel-gateway", "Deployment shop", "ConfigMap tracing", "Service shop");
		Map<String, Object> kustomization = document("kustomization.yaml");
		List<Object> named = new ArrayList<>(list(kustomization.get("resources")));
		list(kustomization.get("configMapGenerator"))
			.forEach((generator) -> named.addAll(list(map(generator).get("files"))));
		assertThat(named).containsExactlyInAnyOrder("kubernetes-agent.yaml", "kubernetes-gateway.yaml", "agent.yaml",
				"gateway.yaml");
	}

	@Test
	void aRealCollectorAcceptsEachConfiguration() {
		Map<String, String> addresses = Map.of("GATEWAY_HOST", "gateway", "BACKEND_ENDPOINT", "tempo:4317",
				"PROMETHEUS_URL", "http://prometheus:9090");
		CollectorServer.program("load_balancing", "tail_sampling", "span_metrics", "file_storage");
		for (String file : List.of("agent.yaml", "gateway.yaml")) {
			assertThat(CollectorServer.validate(addresses, FOLDER.resolve(file))).as(file).isEmpty();
		}
		// Under the names of components that the version in compose.yaml has.
		assertThat(CollectorServer.validate(addresses, Path.of("../compose/collector.yaml")))
			.doesNotContainIgnoringCase("error");
	}

	@Test
	void aRealCollectorAcceptsTheServiceGraph() {
		Map<String, String> addresses = Map.of("BACKEND_ENDPOINT", "tempo:4317", "PROMETHEUS_URL",
				"http://prometheus:9090");
		CollectorServer.program("tail_sampling", "span_metrics", "service_graph");
		assertThat(CollectorServer.validate(addresses, FOLDER.resolve("gateway.yaml"),
				FOLDER.resolve("servicegraph.yaml")))
			.isEmpty();
	}

	private static List<Map<String, Object>> objects() throws IOException {
		List<Map<String, Object>> objects = new ArrayList<>();
		try (Stream<Path> files = Files.list(FOLDER)) {
			for (Path file : files.filter((path) -> path.getFileName().toString().startsWith("kubernetes-")).toList()) {
				objects.addAll(documents(file.getFileName().toString()));
			}
		}
		return objects;
	}

	private static Map<String, Object> container(String manifest) {
		Map<String, Object> workload = documents(manifest).stream()
			.filter((object) -> map(object.getOrDefault("spec", Map.of())).containsKey("template"))
			.findFirst()
			.orElseThrow();
		Map<String, Object> template = map(map(workload.get("spec")).get("template"));
		return map(list(map(template.get("spec")).get("containers")).get(0));
	}

	private static Map<String, Object> environment(Map<String, Object> container) {
		Map<String, Object> variables = new LinkedHashMap<>();
		list(container.get("env")).forEach((variable) -> variables.put(map(variable).get("name").toString(), variable));
		return variables;
	}

	private static void merge(Map<String, Object> into, Map<String, Object> from) {
		from.forEach((key, value) -> {
			if (value instanceof Map && into.get(key) instanceof Map) {
				merge(map(into.get(key)), map(value));
			}
			else {
				into.put(key, value);
			}
		});
	}

	private static Map<String, Object> document(String file) {
		return YamlFile.document(FOLDER.resolve(file));
	}

	private static List<Map<String, Object>> documents(String file) {
		return YamlFile.documents(FOLDER.resolve(file));
	}

}

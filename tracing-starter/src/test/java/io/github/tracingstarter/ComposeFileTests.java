package io.github.tracingstarter;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import io.github.tracingstarter.testing.YamlFile;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static io.github.tracingstarter.testing.YamlFile.list;
import static io.github.tracingstarter.testing.YamlFile.map;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The files that start Jaeger, Zipkin and Grafana on a developer's machine.
 */
class ComposeFileTests {

	private static final Path ROOT = Path.of("..");

	private static final Path GRAFANA = Path.of("compose/grafana");

	@Test
	void nobodyElseReachesThePorts() {
		assertThat(services()).isNotEmpty()
			.allSatisfy((name, service) -> assertThat(list(service.get("ports"))).isNotEmpty()
				.allSatisfy((port) -> assertThat(port).asString().matches("127\\.0\\.0\\.1:(\\d+):\\1")));
	}

	@Test
	void noTwoServicesWantAPort() {
		assertThat(services().values().stream().flatMap((service) -> list(service.get("ports")).stream()))
			.doesNotHaveDuplicates();
	}

	@Test
	void theImagesAreOfOneVersion() {
		assertThat(services()).isNotEmpty()
			.allSatisfy((name, service) -> assertThat(service.get("image")).asString()
				.matches("[\\w./-]+:v?\\d+\\.\\d+(?:\\.\\d+)?"));
	}

	@Test
	void jaegerAloneStartsUnasked() {
		assertThat(services().entrySet()).filteredOn((service) -> !service.getValue().containsKey("profiles"))
			.extracting(Map.Entry::getKey)
			.containsExactly("jaeger");
	}

	@Test
	void filesThatServicesMountAreThere() throws IOException {
		Set<Path> mounted = new TreeSet<>();
		for (Map<String, Object> service : services().values()) {
			for (Object volume : list(service.getOrDefault("volumes", List.of()))) {
				assertThat(volume).asString().matches("\\./[\\w./-]+:/[\\w./-]+:ro");
				mounted.add(Path.of(volume.toString().substring(2, volume.toString().indexOf(":/"))));
			}
		}
		try (Stream<Path> files = Files.walk(ROOT.resolve("compose"))) {
			assertThat(mounted).isNotEmpty()
				.containsExactlyInAnyOrderElementsOf(files.filter(Files::isRegularFile).map(ROOT::relativize).toList());
		}
	}

	@Test
	void theCollectorSendsEachSignalToAService() {
		Map<String, Object> file = YamlFile.document(ROOT.resolve("compose/collector.yaml"));
		Map<String, Object> pipelines = map(map(file.get("service")).get("pipelines"));
		assertThat(pipelines).containsOnlyKeys("traces", "metrics", "logs");
		for (String kind : new String[] { "receivers", "processors", "exporters" }) {
			Set<Object> used = new TreeSet<>();
			pipelines.values().forEach((pipeline) -> used.addAll(list(map(pipeline).get(kind))));
			assertThat(used).as(kind).isEqualTo(new TreeSet<>(map(file.get(kind)).keySet()));
		}
		assertThat(map(file.get("exporters")).values()).extracting((exporter) -> host(map(exporter).get("endpoint")))
			.allSatisfy((host) -> assertThat(services()).containsKey(host));
		assertThat(ports("collector"))
			.containsExactlyElementsOf(map(map(map(file.get("receivers")).get("otlp")).get("protocols")).values()
				.stream()
				.map((protocol) -> map(protocol).get("endpoint").toString().replace("0.0.0.0:", ""))
				.toList());
	}

	@Test
	void grafanaReadsFromTheServices() {
		List<Map<String, Object>> sources = sources();
		assertThat(sources).extracting((source) -> source.get("uid")).containsExactly("prometheus", "jaeger", "loki");
		assertThat(sources).allSatisfy((source) -> {
			String url = source.get("url").toString();
			assertThat(ports(host(url))).contains(url.substring(url.lastIndexOf(':') + 1));
			assertThat(map(services().get(host(url))).get("profiles")).isIn(List.of("grafana"), null);
		});
	}

	@Test
	void anExemplarLeadsToItsTraceAndThatToItsLog() {
		assertThat(options("prometheus").get("exemplarTraceIdDestinations"))
			.isEqualTo(List.of(Map.of("name", "trace_id", "datasourceUid", "jaeger")));
		assertThat(map(options("jaeger").get("tracesToLogsV2"))).containsEntry("datasourceUid", "loki")
			.extracting("query")
			.asString()
			.contains("trace_id = \"$${__span.traceId}\"");
		assertThat(list(options("loki").get("derivedFields"))).singleElement()
			.satisfies((field) -> assertThat(map(field)).containsEntry("matcherRegex", "trace_id")
				.containsEntry("datasourceUid", "jaeger"));
		assertThat(panels()).filteredOn((panel) -> panel.get("title").asString().startsWith("Latency"))
			.hasSize(3)
			.allSatisfy((panel) -> assertThat(panel.get("targets")).isNotEmpty()
				.allSatisfy((target) -> assertThat(target.get("exemplar").asBoolean()).isTrue()));
	}

	@Test
	void panelsAskSourcesThatAreThere() {
		List<Object> known = sources().stream().map((source) -> source.get("uid")).toList();
		assertThat(panels()).isNotEmpty().allSatisfy((panel) -> {
			assertThat(known).contains(panel.get("datasource").get("uid").asString());
			assertThat(panel.get("targets")).isNotEmpty()
				.allSatisfy((target) -> assertThat(target.get("datasource")).isEqualTo(panel.get("datasource")));
		});
		assertThat(panels()).extracting((panel) -> panel.get("id").asInt()).doesNotHaveDuplicates();
	}

	@Test
	void panelsDoNotOverlap() {
		List<String> taken = new ArrayList<>();
		for (JsonNode panel : panels()) {
			JsonNode place = panel.get("gridPos");
			for (int x = 0; x < place.get("w").asInt(); x++) {
				for (int y = 0; y < place.get("h").asInt(); y++) {
					taken.add((place.get("x").asInt() + x) + "," + (place.get("y").asInt() + y));
				}
			}
			assertThat(place.get("x").asInt() + place.get("w").asInt()).isLessThanOrEqualTo(24);
		}
		assertThat(taken).doesNotHaveDuplicates();
	}

	private static Collection<JsonNode> panels() {
		JsonNode dashboard = JsonMapper.shared().readTree(ROOT.resolve(GRAFANA).resolve("application.json"));
		return dashboard.get("panels").values();
	}

	private static Map<String, Object> options(String source) {
		return sources().stream()
			.filter((candidate) -> candidate.get("uid").equals(source))
			.map((found) -> map(found.get("jsonData")))
			.findFirst()
			.orElseThrow();
	}

	private static List<Map<String, Object>> sources() {
		return list(YamlFile.document(ROOT.resolve(GRAFANA).resolve("datasources.yaml")).get("datasources")).stream()
			.map(YamlFile::map)
			.toList();
	}

	private static List<String> ports(String service) {
		return list(services().get(service).get("ports")).stream()
			.map((port) -> port.toString().substring(port.toString().lastIndexOf(':') + 1))
			.toList();
	}

	private static String host(Object endpoint) {
		return endpoint.toString().replaceFirst("^http://", "").replaceFirst(":.*", "");
	}

	@SuppressWarnings("unchecked")
	private static Map<String, Map<String, Object>> services() {
		return (Map<String, Map<String, Object>>) YamlFile.document(ROOT.resolve("compose.yaml")).get("services");
	}

}

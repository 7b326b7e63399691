package io.github.tracingstarter;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The file that starts Jaeger and Zipkin on a developer's machine.
 */
class ComposeFileTests {

	@Test
	void nobodyElseReachesThePorts() throws IOException {
		assertThat(services()).isNotEmpty()
			.allSatisfy((name, service) -> assertThat((List<?>) service.get("ports")).isNotEmpty()
				.allSatisfy((port) -> assertThat(port).asString().matches("127\\.0\\.0\\.1:(\\d+):\\1")));
	}

	@Test
	void theImagesAreOfOneVersion() throws IOException {
		assertThat(services()).isNotEmpty()
			.allSatisfy((name, service) -> assertThat(service.get("image")).asString()
				.matches("[\\w./-]+:\\d+\\.\\d+(?:\\.\\d+)?"));
	}

	@SuppressWarnings("unchecked")
	private static Map<String, Map<String, Object>> services() throws IOException {
		try (Reader reader = Files.newBufferedReader(Path.of("../compose.yaml"))) {
			Map<String, Object> file = new Yaml().load(reader);
			return (Map<String, Map<String, Object>>) file.get("services");
		}
	}

}

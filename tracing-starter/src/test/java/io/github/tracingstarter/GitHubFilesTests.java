package io.github.tracingstarter;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The files of the repository that GitHub reads.
 */
class GitHubFilesTests {

	private static final Path FOLDER = Path.of("../.github");

	@Test
	void theWorkflowRunsWhatOneRunsLocally() throws IOException {
		assertThat(steps()).anySatisfy((step) -> assertThat(step.get("run")).asString().endsWith(" .ci/run"));
		assertThat(steps()).filteredOn((step) -> String.valueOf(step.get("uses")).startsWith("actions/setup-java@"))
			.singleElement()
			.satisfies((step) -> assertThat(map(step.get("with")).get("java-version")).asString()
				.contains("17", "21", "25"));
	}

	@Test
	void theWorkflowMayOnlyRead() throws IOException {
		assertThat(map(read("workflows/ci.yml").get("permissions"))).isEqualTo(Map.of("contents", "read"));
		assertThat(job()).doesNotContainKey("permissions");
	}

	@Test
	void actionsAreOfAFixedMajorVersion() throws IOException {
		assertThat(steps().stream().map((step) -> step.get("uses")).filter((uses) -> uses != null)).isNotEmpty()
			.allSatisfy((uses) -> assertThat(uses).asString().matches("actions/[a-z-]+@v\\d+"));
	}

	@Test
	void dependenciesAreLookedAfter() throws IOException {
		assertThat(list(read("dependabot.yml").get("updates"))).extracting((update) -> update.get("package-ecosystem"))
			.containsExactlyInAnyOrder("maven", "github-actions");
	}

	@Test
	void whoReportsABugIsAskedForTheReport() throws IOException {
		assertThat(list(read("ISSUE_TEMPLATE/bug.yml").get("body")))
			.filteredOn((element) -> "report".equals(element.get("id")))
			.singleElement()
			.satisfies((element) -> {
				assertThat(map(element.get("validations"))).containsEntry("required", true);
				assertThat(map(element.get("attributes"))).containsEntry("render", "text");
				assertThat(map(element.get("attributes")).get("description")).asString()
					.contains("tracing.debug=true", "\"Report for an issue\"", "\"Copy report\"");
			});
	}

	/**
	 * GitHub does not show a form that lacks one of these.
	 */
	@Test
	void formsAreComplete() throws IOException {
		for (String form : List.of("ISSUE_TEMPLATE/bug.yml", "ISSUE_TEMPLATE/feature.yml")) {
			assertThat(read(form)).as(form).containsKeys("name", "description", "body");
			assertThat(list(read(form).get("body"))).as(form)
				.allSatisfy((element) -> assertThat(element).containsKeys("type", "attributes"));
		}
	}

	@Test
	void thereIsNoBadge() throws IOException {
		try (Stream<String> lines = Files.lines(Path.of("../README.md"))) {
			assertThat(lines).noneMatch((line) -> line.contains("![") || line.contains("shields.io"));
		}
	}

	private static Map<String, Object> job() throws IOException {
		return map(map(read("workflows/ci.yml").get("jobs")).get("run"));
	}

	private static List<Map<String, Object>> steps() throws IOException {
		return list(job().get("steps"));
	}

	private static Map<String, Object> read(String file) throws IOException {
		try (Reader reader = Files.newBufferedReader(FOLDER.resolve(file))) {
			return new Yaml(new SafeConstructor(new LoaderOptions())).load(reader);
		}
	}

	@SuppressWarnings("unchecked")
	private static Map<String, Object> map(Object value) {
		return (Map<String, Object>) value;
	}

	@SuppressWarnings("unchecked")
	private static List<Map<String, Object>> list(Object value) {
		return (List<Map<String, Object>>) value;
	}

}

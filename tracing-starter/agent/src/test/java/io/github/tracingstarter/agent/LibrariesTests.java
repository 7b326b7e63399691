package io.github.tracingstarter.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The libraries that are added after those of an application.
 */
class LibrariesTests {

	private static final String API = "opentelemetry-api-1.62.0.jar";

	private static final String SDK = "opentelemetry-sdk-1.62.0.jar";

	private static final String MICROMETER = "micrometer-observation-1.17.0.jar";

	private static final String STARTER = "tracing-starter-0.1.0.jar";

	@TempDir
	private Path folder;

	private Libraries libraries;

	@BeforeEach
	void lines() throws IOException {
		for (String line : new String[] { "4.0", "4.1" }) {
			Path jars = Files.createDirectory(this.folder.resolve(line));
			for (String name : new String[] { API, SDK, MICROMETER, STARTER }) {
				Files.createFile(jars.resolve(name));
			}
		}
		this.libraries = new Libraries(this.folder);
	}

	@Test
	void allOfTheLineWhereTheApplicationHasNone() throws UntraceableException {
		assertThat(this.libraries.lackedBy(List.of("spring-boot-4.0.3.jar", "classes", "h2-2.4.240.jar")))
			.extracting((path) -> this.folder.relativize(path).toString())
			.containsExactly("4.0/" + MICROMETER, "4.0/" + API, "4.0/" + SDK, "4.0/" + STARTER);
	}

	@ParameterizedTest
	@CsvSource({ "opentelemetry-api-1.62.0.jar", "opentelemetry-api-1.62.3.jar", "opentelemetry-api-1.65.0.jar",
			"opentelemetry-api-2.0.0.jar" })
	void whatTheApplicationHasItKeeps(String own) throws UntraceableException {
		assertThat(names("spring-boot-4.1.0.jar", own, "micrometer-observation-1.17.1.jar")).containsExactly(SDK,
				STARTER);
	}

	@ParameterizedTest
	@CsvSource({ "opentelemetry-api-1.61.9.jar, opentelemetry-api 1.61.9, opentelemetry-api 1.62.0",
			"opentelemetry-context-1.40.0.jar, opentelemetry-context 1.40.0, opentelemetry-api 1.62.0",
			"micrometer-core-1.16.0.jar, micrometer-core 1.16.0, micrometer-observation 1.17.0" })
	void whatIsOlderThanTheStarterNeedsIsLeftAlone(String own, String has, String needs) {
		assertUntraceable("it has %s, and the starter needs %s or newer".formatted(has, needs), "spring-boot-4.1.0.jar",
				own);
	}

	@ParameterizedTest
	@CsvSource({ "spring-boot-3.5.8.jar, 3.5.8", "spring-boot-4.2.0-M1.jar, 4.2.0-M1" })
	void anotherLineOfSpringBoot(String boot, String version) {
		assertUntraceable("it is built on Spring Boot %s, and there are libraries for 4.0 and 4.1".formatted(version),
				boot);
	}

	@Test
	void noSpringBoot() {
		assertUntraceable("there is no Spring Boot among its libraries", "tool.jar", "spring-boot-actuator-4.1.0.jar");
	}

	@Test
	void anApplicationWithTheStarter() throws UntraceableException {
		assertThat(names("spring-boot-4.1.0.jar", "tracing-starter-0.2.0.jar")).isEmpty();
	}

	@Test
	void noLibraries() {
		this.libraries = new Libraries(this.folder.resolve("lost"));
		assertUntraceable(
				"it is built on Spring Boot 4.1.0, and there are libraries for none in " + this.folder.resolve("lost"),
				"spring-boot-4.1.0.jar");
	}

	private List<String> names(String... own) throws UntraceableException {
		return this.libraries.lackedBy(List.of(own)).stream().map((path) -> path.getFileName().toString()).toList();
	}

	private void assertUntraceable(String reason, String... own) {
		assertThatExceptionOfType(UntraceableException.class).isThrownBy(() -> names(own)).withMessage(reason);
	}

}

package io.github.tracingstarter;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.tracingstarter.report.Instrumentation;
import io.github.tracingstarter.testing.CoverageRow;
import org.junit.jupiter.api.Test;
import org.junit.platform.commons.support.ReflectionSupport;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The table of what is traced is complete, and all the tests that it names exist. Each
 * module checks the rows of its own tests more closely.
 */
class CoverageTests {

	private static final String PACKAGE = CoverageTests.class.getPackageName();

	private static final List<CoverageRow> ROWS = CoverageRow.all();

	@Test
	void everyInstrumentationIsInTheTable() {
		assertThat(ROWS.stream().map(CoverageRow::property)).containsAll(switches());
	}

	@Test
	void everyTestIsThere() throws IOException {
		List<Path> sources = testSources();
		assertThat(ROWS).allSatisfy((row) -> assertThat(sources.stream()
			.filter((file) -> file.getFileName().toString().matches(row.outermostClass() + "\\..*"))).as(row.test())
			.singleElement()
			.satisfies((file) -> {
				// The tests of the agent run without the libraries that the others have.
				if (file.toString().contains("/agent/src/")) {
					assertThat(file).content()
						.containsPattern("@(Parameterized)?Test\\s(.+\\s)*?\tvoid %s\\(".formatted(row.testMethod()));
				}
			}));
	}

	private static List<Path> testSources() throws IOException {
		try (Stream<Path> files = Files.walk(CoverageRow.root().resolve("tracing-starter"))) {
			return files.filter(Files::isRegularFile)
				.filter((file) -> file.toString().matches(".*/src/test/(java|kotlin)/.*"))
				.toList();
		}
	}

	private static Set<String> switches() {
		return ReflectionSupport
			.findAllClassesInPackage(PACKAGE, (type) -> type.isAnnotationPresent(Instrumentation.class), (name) -> true)
			.stream()
			.filter((type) -> !type.getPackageName().endsWith(".pigeon"))
			.map((type) -> "tracing.%s.enabled".formatted(type.getAnnotation(Instrumentation.class).id()))
			.collect(Collectors.toSet());
	}

}

package io.github.tracingstarter;

import java.io.File;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.tracingstarter.report.Instrumentation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ReflectionSupport;

import org.springframework.boot.SpringBootVersion;
import org.springframework.util.ClassUtils;
import org.springframework.util.StringUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * The table of what is traced is true: libraries, switches and tests are there.
 */
class CoverageTests {

	private static final Path MODULE = ConfigurationMetadata.classes().resolve("../..").normalize();

	private static final String PACKAGE = CoverageTests.class.getPackageName();

	private static final List<Row> ROWS = rows();

	private static List<Row> rows() {
		try (Stream<String> lines = Files.lines(MODULE.resolve("../docs/coverage.md"))) {
			return lines.filter((line) -> line.startsWith("| ") && line.contains("`")).map(Row::of).toList();
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Test
	void everyInstrumentationIsInTheTable() throws IOException {
		assertThat(ROWS.stream().map(Row::property)).containsAll(switches());
	}

	@Test
	void everyTestIsRun() throws IOException {
		Path tests = MODULE.resolve("src/test/java");
		List<Path> own = files(tests);
		List<Path> ofAgent = files(MODULE.resolve("agent/src/test/java"));
		assertThat(ROWS).allSatisfy((row) -> {
			Optional<Path> source = find(own, row);
			if (source.isPresent()) {
				assertThat(tests(tests.relativize(source.get()), row)).as(row.test()).isNotEmpty();
			}
			else {
				// The classes of that module are not here.
				assertThat(find(ofAgent, row).orElseThrow()).content()
					.containsPattern("@(Parameterized)?Test\\s(.+\\s)*?\tvoid %s\\(".formatted(row.testMethod()));
			}
		});
	}

	private static List<Path> files(Path folder) throws IOException {
		try (Stream<Path> files = Files.walk(folder)) {
			return files.toList();
		}
	}

	private static Optional<Path> find(List<Path> sources, Row row) {
		return sources.stream().filter((file) -> file.endsWith(row.outermostClass() + ".java")).findFirst();
	}

	private static List<Method> tests(Path source, Row row) {
		String name = source.toString().replace('/', '.');
		String typePackage = name.substring(0, name.lastIndexOf(row.outermostClass()));
		Class<?> type = ClassUtils.resolveClassName(typePackage + row.testClass(), null);
		return ReflectionSupport.findMethods(type,
				(method) -> method.getName().equals(row.testMethod())
						&& (AnnotationSupport.isAnnotated(method, Test.class)
								|| AnnotationSupport.isAnnotated(method, ParameterizedTest.class)),
				HierarchyTraversalMode.TOP_DOWN);
	}

	@Test
	void everyVersionIsThatOfTheBuild() {
		assumeTrue(SpringBootVersion.getVersion().startsWith("4.1."), "The versions are those of Spring Boot 4.1");
		Set<String> jars = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
			.map(StringUtils::getFilename)
			.collect(Collectors.toSet());
		assertThat(ROWS.stream().map(Row::jar)).isSubsetOf(jars);
	}

	private static Set<String> switches() throws IOException {
		return ReflectionSupport
			.findAllClassesInPackage(PACKAGE, (type) -> type.isAnnotationPresent(Instrumentation.class), (name) -> true)
			.stream()
			.filter((type) -> !type.getPackageName().endsWith(".pigeon"))
			.map((type) -> "tracing.%s.enabled".formatted(type.getAnnotation(Instrumentation.class).id()))
			.collect(Collectors.toSet());
	}

	/**
	 * A line of the table.
	 */
	private record Row(String jar, String property, String testClass, String testMethod) {

		private static Row of(String line) {
			String[] cells = line.split("\\|");
			String test = code(cells[5]);
			int dot = test.lastIndexOf('.');
			return new Row(code(cells[2]).replace(' ', '-') + ".jar", code(cells[3]), test.substring(0, dot),
					test.substring(dot + 1));
		}

		private String test() {
			return this.testClass + "." + this.testMethod;
		}

		private String outermostClass() {
			return StringUtils.delimitedListToStringArray(this.testClass, ".")[0];
		}

		private static String code(String cell) {
			return cell.replace("`", "").strip();
		}

	}

}

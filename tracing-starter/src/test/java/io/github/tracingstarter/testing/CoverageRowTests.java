package io.github.tracingstarter.testing;

import java.io.File;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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
 * The table of what is traced is right about the tests of a module. It runs in each
 * module whose tests the table names, because each has its own libraries.
 */
class CoverageRowTests {

	private static final Path CLASSES = Path.of(System.getProperty("basedir", "")).resolve("target/test-classes");

	private static final Map<CoverageRow, String> ROWS = rowsOfModule();

	private static Map<CoverageRow, String> rowsOfModule() {
		try (Stream<Path> files = Files.walk(CLASSES)) {
			List<String> classes = files.map(CLASSES::relativize).map(Path::toString).toList();
			Map<CoverageRow, String> rows = new LinkedHashMap<>();
			for (CoverageRow row : CoverageRow.all()) {
				String file = row.testClass().replace('.', '$') + ".class";
				classes.stream()
					.filter((name) -> name.endsWith("/" + file))
					.findFirst()
					.ifPresent((name) -> rows.put(row, ClassUtils
						.convertResourcePathToClassName(name.substring(0, name.length() - ".class".length()))));
			}
			return rows;
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Test
	void theModuleHasTestsOfTheTable() {
		assertThat(ROWS).isNotEmpty();
	}

	@Test
	void everyTestIsRun() {
		assertThat(ROWS).allSatisfy((row, type) -> assertThat(tests(type, row)).as(row.test()).isNotEmpty());
	}

	private static List<Method> tests(String type, CoverageRow row) {
		return ReflectionSupport.findMethods(ClassUtils.resolveClassName(type, null),
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
		assertThat(ROWS.keySet().stream().map(CoverageRow::jar)).isSubsetOf(jars);
	}

}

package io.github.tracingstarter.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The contents of the distribution that a user unpacks.
 */
class DistributionTests {

	private static final Path HOME = PackagedShop.DISTRIBUTION;

	@Test
	void hasNothingElse() throws IOException {
		assertThat(names(HOME)).containsExactly("LICENSE", "bin", "libraries", "licenses", "tracing-agent.jar");
		assertThat(names(HOME.resolve("bin"))).containsExactly("tracing", "tracing.cmd");
		assertThat(names(HOME.resolve("libraries"))).containsExactly("4.0", "4.1");
		assertThat(HOME.resolve("bin/tracing")).isExecutable();
	}

	@Test
	void namesTheLicenseOfEachLibrary() throws IOException {
		String page = Files.readString(HOME.resolve("licenses/README.md"));
		List<String> prefixes = Pattern.compile("`([a-z0-9-]+-)\\*\\.jar`")
			.matcher(page)
			.results()
			.map((match) -> match.group(1))
			.toList();
		List<String> libraries = Stream
			.concat(names(HOME.resolve("libraries/4.0")).stream(), names(HOME.resolve("libraries/4.1")).stream())
			.toList();
		assertThat(libraries)
			.allSatisfy((library) -> assertThat(prefixes.stream().filter(library::startsWith)).hasSize(1));
		assertThat(prefixes).allSatisfy(
				(prefix) -> assertThat(libraries.stream().filter((name) -> name.startsWith(prefix))).isNotEmpty());
	}

	@Test
	void theAgentHasItsLicensesAndNoClassUnderANameOfSomebodyElse() throws IOException {
		try (JarFile agent = new JarFile(HOME.resolve("tracing-agent.jar").toFile())) {
			List<String> names = agent.stream().map((entry) -> entry.getName()).toList();
			assertThat(names).contains("META-INF/LICENSE", "META-INF/asm.LICENSE");
			assertThat(names.stream().filter((name) -> name.endsWith(".class")))
				.allMatch((name) -> name.startsWith("io/github/tracingstarter/"));
		}
	}

	private static List<String> names(Path folder) throws IOException {
		try (Stream<Path> files = Files.list(folder)) {
			return files.map((file) -> file.getFileName().toString()).sorted().toList();
		}
	}

}

package io.github.tracingstarter.control;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.tracingstarter.report.Instrumentation;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.annotation.ImportCandidates;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Compares the tests and the documentation with the instrumentations that can be turned
 * off while the application runs.
 */
class SwitchCoverageTests {

	/**
	 * A call of LiveSwitch.offAndOn, or the change in a test that turns off several at
	 * once.
	 */
	private static final Pattern TURNED_OFF = Pattern.compile(
			"offAndOn\\(\\s*\\w+,\\s*\"tracing\\.([a-z0-9-]+)\\.enabled\"|change\\(context, \"tracing\\.([a-z0-9-]+)\\.enabled\", \"false\"\\)");

	/** The key of a class for which a contract makes that call. */
	private static final Pattern KEY = Pattern
		.compile("String key\\(\\) \\{\\s*return \"tracing\\.([a-z0-9-]+)\\.enabled\";");

	@Test
	void eachThatCanBeTurnedOffIsTurnedOffAndOnInATest() throws Exception {
		Set<String> tested = new TreeSet<>();
		for (String source : sources()) {
			TURNED_OFF.matcher(source).results().map(SwitchCoverageTests::id).forEach(tested::add);
			KEY.matcher(source).results().map(SwitchCoverageTests::id).forEach(tested::add);
		}
		assertThat(tested).isEqualTo(ids(true));
	}

	@Test
	void theDocumentationNamesThoseThatCannot() throws Exception {
		String page = Files.readString(Path.of("../docs/control.md"));
		String list = page.substring(page.indexOf("The following can be set only at startup"));
		Set<String> named = Pattern.compile("`tracing\\.([a-z0-9-]+)\\.enabled`")
			.matcher(list.substring(0, list.indexOf("\n\n")))
			.results()
			.map((match) -> match.group(1))
			.collect(Collectors.toCollection(TreeSet::new));
		assertThat(named).isEqualTo(ids(false));
	}

	private static String id(MatchResult match) {
		return (match.group(1) != null) ? match.group(1) : match.group(2);
	}

	private static Set<String> ids(boolean switchable) throws ClassNotFoundException {
		Set<String> ids = new TreeSet<>();
		for (String name : ImportCandidates.load(AutoConfiguration.class, null)) {
			// Not initialized, since Spring Boot 4.0 lacks types of some.
			Instrumentation instrumentation = name.startsWith("io.github.tracingstarter.instrument.")
					? Class.forName(name, false, SwitchCoverageTests.class.getClassLoader())
						.getAnnotation(Instrumentation.class)
					: null;
			if (instrumentation != null && instrumentation.switchable() == switchable) {
				ids.add(instrumentation.id());
			}
		}
		return ids;
	}

	private static List<String> sources() throws IOException {
		List<String> sources = new ArrayList<>();
		try (Stream<Path> own = Files.walk(Path.of("src/test/java"));
				Stream<Path> modules = Files.walk(Path.of("technologies"))) {
			Stream.concat(own, modules).filter((file) -> file.toString().endsWith(".java")).forEach((file) -> {
				try {
					sources.add(Files.readString(file));
				}
				catch (IOException ex) {
					throw new UncheckedIOException(ex);
				}
			});
		}
		return sources;
	}

}

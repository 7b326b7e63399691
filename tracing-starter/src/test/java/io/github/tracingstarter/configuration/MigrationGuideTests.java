package io.github.tracingstarter.configuration;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Compares {@code docs/migration.md} with the existing properties and with the advice in
 * the log line at startup.
 */
class MigrationGuideTests {

	private static final Path GUIDE = Path.of("../docs/migration.md");

	private static final Pattern OURS = Pattern.compile("(?<![\\w.])tracing\\.[a-z][a-z0-9-]*(?:\\.[a-z][a-z0-9-]*)*");

	@Test
	void everyPropertyOfTheStarterThatItNamesExists() throws IOException {
		Collection<KnownProperty> known = new KnownProperties().all().values();
		Set<String> named = new TreeSet<>();
		Matcher matcher = OURS.matcher(Files.readString(GUIDE));
		while (matcher.find()) {
			named.add(matcher.group());
		}
		assertThat(named).hasSizeGreaterThan(40)
			.allSatisfy((key) -> assertThat(known).as(key).anyMatch((property) -> isMeant(property, key)));
	}

	/**
	 * The guide may also name a group of properties, such as {@code tracing.zipkin}, and
	 * an entry of a map.
	 */
	private static boolean isMeant(KnownProperty property, String key) {
		return property.key().equals(key) || property.key().startsWith(key + ".")
				|| (property.isMap() && key.startsWith(property.key() + "."));
	}

	@ParameterizedTest
	@MethodSource
	void itSaysOfEachIgnoredKeyWhatTheLogSays(IgnoredKey ignored) throws IOException {
		List<String> rows;
		try (Stream<String> lines = Files.lines(GUIDE)) {
			rows = lines.filter((line) -> line.startsWith("| `"))
				.filter((line) -> line.contains("`%s`".formatted(ignored.key()))
						|| line.contains("`%s.*`".formatted(ignored.key())))
				.toList();
		}
		assertThat(rows).as(ignored.key())
			.singleElement()
			.satisfies((row) -> advised(ignored).forEach((key) -> assertThat(row).contains(key)));
	}

	static List<IgnoredKey> itSaysOfEachIgnoredKeyWhatTheLogSays() {
		return IgnoredKey.all();
	}

	/**
	 * Returns the keys that the log advises to set.
	 */
	private static List<String> advised(IgnoredKey ignored) {
		Matcher matcher = Pattern.compile("(?:tracing|management)\\.[\\w.-]*\\w").matcher(ignored.advice());
		return matcher.results().map((result) -> "`" + result.group() + "`").toList();
	}

}

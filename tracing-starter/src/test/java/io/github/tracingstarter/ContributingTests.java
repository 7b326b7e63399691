package io.github.tracingstarter;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The example in {@code CONTRIBUTING.md} is code that compiles, and is tested.
 */
class ContributingTests {

	private static final Path MODULE = ConfigurationMetadata.classes().resolve("../..").normalize();

	private static final Path EXAMPLE = MODULE.resolve("src/test/java/io/github/tracingstarter/instrument/pigeon");

	private static final Pattern BLOCK = Pattern.compile("```java\\n(.*?)```", Pattern.DOTALL);

	private static final Pattern TYPE = Pattern.compile("(?:class|record) (\\w+)");

	@Test
	void theExampleIsThatOfTheTests() throws IOException {
		String page = Files.readString(MODULE.resolve("../CONTRIBUTING.md"));
		assertThat(BLOCK.matcher(page).results()).hasSizeGreaterThanOrEqualTo(4)
			.allSatisfy(ContributingTests::isInAFile);
	}

	private static void isInAFile(MatchResult block) throws IOException {
		String code = block.group(1).strip();
		String type = TYPE.matcher(code).results().findFirst().orElseThrow().group(1);
		assertThat(Files.readString(EXAMPLE.resolve(type + ".java"))).as(type).contains(code);
	}

}

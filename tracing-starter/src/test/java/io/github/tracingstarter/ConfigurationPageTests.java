package io.github.tracingstarter;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Compares {@code docs/configuration.md} with the configuration metadata, and rewrites it
 * with {@code -Ddocs.write=true}.
 */
class ConfigurationPageTests {

	private static final String COMMAND = "./mvnw -pl tracing-starter clean test -Dtest=ConfigurationPageTests -Ddocs.write=true";

	private static final Path PAGE = ConfigurationMetadata.classes()
		.resolve("../../../docs/configuration.md")
		.normalize();

	@Test
	void thePageTellsWhatTheMetadataTells() throws IOException {
		String page = Files.readString(PAGE);
		String current = new ConfigurationPage(ConfigurationMetadata.read()).update(page);
		if (Boolean.getBoolean("docs.write")) {
			Files.writeString(PAGE, current);
		}
		else {
			assertThat(page).withFailMessage("docs/configuration.md is stale. Rewrite it with%n%n    %s%n", COMMAND)
				.isEqualTo(current);
		}
	}

}

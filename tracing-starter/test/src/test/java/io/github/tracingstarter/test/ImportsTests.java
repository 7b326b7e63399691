package io.github.tracingstarter.test;

import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.annotation.ImportCandidates;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A slice gets all that traces, and nothing that exports, serves a page or counts.
 */
class ImportsTests {

	private static final String STARTER = "io.github.tracingstarter.";

	private static final List<String> NOT_IN_A_SLICE = Stream
		.of("control", "export", "logs", "meters", "metrics", "support", "ui")
		.map((name) -> STARTER + name + ".")
		.toList();

	@Test
	void sliceGetsWhatTraces() {
		ClassLoader loader = getClass().getClassLoader();
		List<String> all = ImportCandidates.load(AutoConfiguration.class, loader)
			.getCandidates()
			.stream()
			.filter((name) -> name.startsWith(STARTER) && NOT_IN_A_SLICE.stream().noneMatch(name::startsWith))
			.toList();
		List<String> imported = ImportCandidates.load(AutoConfigureTraces.class, loader)
			.getCandidates()
			.stream()
			.filter((name) -> name.startsWith(STARTER))
			.toList();
		assertThat(imported).containsExactlyInAnyOrderElementsOf(all);
	}

}

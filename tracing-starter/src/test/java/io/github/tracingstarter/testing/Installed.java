package io.github.tracingstarter.testing;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The programs of this machine.
 */
public final class Installed {

	private Installed() {
	}

	/**
	 * Finds a program.
	 * @param names its possible names, the best first
	 * @return its location
	 */
	public static Optional<Path> find(String... names) {
		List<String> folders = Arrays.asList(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator));
		return Stream.of(names)
			.flatMap((name) -> folders.stream().map((folder) -> Path.of(folder, name)))
			.filter(Files::isExecutable)
			.findFirst();
	}

}

package io.github.tracingstarter.ui.browser;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import io.github.tracingstarter.testing.Installed;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Runs the tests of the page's modules that need no browser, with Node's own test runner.
 * The variable {@code BROWSER_TESTS} also applies to them.
 */
class ScriptTests {

	private static final Path FOLDER = Path.of("src", "test", "js");

	@TestFactory
	List<DynamicTest> modules() throws Exception {
		Path node = node();
		try (Stream<Path> files = Files.list(FOLDER)) {
			List<Path> tests = files.filter((file) -> file.toString().endsWith(".test.js")).sorted().toList();
			assertThat(tests).isNotEmpty();
			return tests.stream()
				.map((file) -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> run(node, file)))
				.toList();
		}
	}

	private static Path node() throws IOException, InterruptedException {
		String wanted = System.getenv().getOrDefault("BROWSER_TESTS", "");
		Assumptions.assumeFalse(wanted.equals("off"), "BROWSER_TESTS is off");
		Optional<Path> node = Installed.find("node", "nodejs");
		// Older versions do not recognize a file as a module without other indication.
		boolean modules = node.isPresent() && output(List.of(node.get().toString(), "--eval",
				"const [major, minor] = process.versions.node.split('.'); process.stdout.write(String(major > 22 || (major == 22 && minor >= 7) || (major == 20 && minor >= 19)))"))
			.equals("true");
		if (!wanted.equals("required")) {
			Assumptions.assumeTrue(modules, "Node 20.19 or newer is needed to test the page's modules");
		}
		assertThat(modules).as("Node 20.19 or newer").isTrue();
		return node.orElseThrow();
	}

	private static void run(Path node, Path test) throws IOException, InterruptedException {
		String output = output(List.of(node.toString(), "--test", "--test-reporter=spec", test.toString()));
		assertThat(output).containsPattern("(?m)^ℹ fail 0$").doesNotContainPattern("(?m)^ℹ pass 0$");
	}

	private static String output(List<String> command) throws IOException, InterruptedException {
		Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
		process.getOutputStream().close();
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		process.waitFor();
		return output;
	}

}

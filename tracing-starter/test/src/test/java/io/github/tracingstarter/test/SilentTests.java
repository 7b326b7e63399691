package io.github.tracingstarter.test;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.github.tracingstarter.test.examples.TracedExamples;
import io.github.tracingstarter.test.examples.UntracedExamples;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.testkit.engine.EngineTestKit;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A {@code @SpringBootTest} of an application with the starter logs and starts what it
 * does without tracing, and no collector is asked.
 */
@ExtendWith(OutputCaptureExtension.class)
class SilentTests {

	private static final Pattern LINE = Pattern
		.compile(" +([A-Z]+) \\d+ --- .*?\\] ([a-zA-Z0-9._$\\[\\]/-]+) +: (.*)$");

	@Test
	void nothingIsToldOfTracing(CapturedOutput output) throws IOException {
		try (ServerSocket collector = new ServerSocket(0)) {
			System.setProperty("silent.port", String.valueOf(collector.getLocalPort()));
			int start = output.getAll().length();
			Set<String> before = threads();
			run(UntracedExamples.class);
			int middle = output.getAll().length();
			Set<String> untraced = threads();
			run(TracedExamples.class);
			// Both applications are still running.
			String all = output.getAll();
			List<String> traced = lines(all.substring(middle));
			assertThat(traced).hasSizeGreaterThan(10);
			// Hibernate says some things only once.
			assertThat(lines(all.substring(start, middle))).containsSubsequence(traced);
			assertThat(all).doesNotContain("Traces at ");
			assertThat(threads()).as("beside those of %s", before).isSubsetOf(untraced);
			collector.setSoTimeout(500);
			assertThatExceptionOfType(SocketTimeoutException.class).as("nobody has called the collector")
				.isThrownBy(collector::accept);
		}
		finally {
			System.clearProperty("silent.port");
		}
	}

	private static void run(Class<?> test) {
		EngineTestKit.engine("junit-jupiter")
			.selectors(DiscoverySelectors.selectClass(test))
			.execute()
			.testEvents()
			.assertStatistics((statistics) -> statistics.started(1).succeeded(1));
	}

	/**
	 * Without what differs from run to run: the time, the thread, numbers and the name of
	 * the test.
	 */
	private static List<String> lines(String output) {
		return output.lines()
			.map(LINE::matcher)
			.filter(Matcher::find)
			.map((line) -> line.group(1) + ' ' + line.group(2).replaceAll(".*\\.", "") + ": " + line.group(3))
			.map((line) -> line.replaceAll("(Untraced|Traced)Examples", "Examples")
				.replaceAll("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "id")
				.replaceAll("[0-9][0-9.]*", "0"))
			.toList();
	}

	private static Set<String> threads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.map((thread) -> thread.getName().replaceAll("[0-9]+", "0"))
			.collect(Collectors.toCollection(TreeSet::new));
	}

}

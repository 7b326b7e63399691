package io.github.tracingstarter.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.github.tracingstarter.testing.OtlpReceiver;
import io.github.tracingstarter.testing.Waiting;
import io.opentelemetry.proto.trace.v1.Span;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Threads, pools and futures that an application creates within its methods.
 */
class ThreadsTests {

	private static final Path DISTRIBUTION = Path.of(System.getProperty("test.distribution"));

	private static final String APPLICATION = System.getProperty("test.application");

	private static final String JAVA = Path.of(System.getProperty("java.home"), "bin", "java").toString();

	private static final String STATEMENT = "  SELECT information_schema.tables\n";

	private static final String OUTSIDE = "GET /stock\n  GET /stock\n";

	/** The number of statements for rows with more than one. */
	private static final Map<String, Integer> STATEMENTS = Map.of("invokeAll", 2, "parallelStream", 4, "recursive", 4,
			"recursiveInCommonPool", 4, "completedOutside", 6);

	@TempDir
	private static Path folder;

	private static OtlpReceiver receiver;

	private static Launched application;

	private static int port;

	@BeforeAll
	static void start() throws Exception {
		receiver = OtlpReceiver.start();
		port = Launched.freePort();
		application = launch(port);
		application.get(port, "/stock");
		awaitTrees("GET /stock\n");
	}

	@AfterAll
	static void stop() throws Exception {
		try {
			assertThat(application.messages()).isEmpty();
			assertThat(application.output()).containsPattern("Tracing shop: .*HTTP server")
				.doesNotContain("WARN", "warning", "Exception", "lost here");
		}
		finally {
			application.close();
			receiver.close();
		}
	}

	@BeforeEach
	void reset() {
		receiver.clear();
	}

	@ParameterizedTest
	@MethodSource("rows")
	void isOneTree(String row) throws Exception {
		for (int i = 0; i < 2; i++) {
			receiver.clear();
			application.get(port, "/threads/" + row);
			awaitTrees("GET /threads/{row}\n" + STATEMENT.repeat(STATEMENTS.getOrDefault(row, 1)));
		}
	}

	static List<String> rows() throws Exception {
		receiver.clear();
		String rows = application.get(port, "/threads");
		awaitTrees("GET /threads\n");
		return Stream.of(rows.replaceAll("[\\[\\]\"]", "").split(",")).toList();
	}

	@Test
	void aThreadOfAPoolLeavesTheTraceInWhichItWasStarted() throws Exception {
		application.get(port, "/threads/shared");
		application.get(port, "/background");
		application.get(port, "/threads/shared");
		String request = "GET /threads/{row}\n" + STATEMENT;
		awaitTrees("GET /background\n", OUTSIDE, request, request);
	}

	@ParameterizedTest
	@ValueSource(strings = { "timer", "scheduler" })
	void whatRepeatsIsInNoTrace(String kind) throws Exception {
		application.get(port, "/repeating/" + kind);
		awaitTrees("GET /repeating/{kind}\n", OUTSIDE, OUTSIDE, OUTSIDE);
	}

	@ParameterizedTest
	@ValueSource(strings = { "delayed", "immediate" })
	void whatHandsItselfOverForEverLeavesTheTrace(String kind) throws Exception {
		application.get(port, "/endless/" + kind);
		awaitTrees("GET /endless/{kind}\n", OUTSIDE);
	}

	@Test
	void theApplicationSeesWhatItSeesUntraced() throws Exception {
		String traced = application.get(port, "/behaviour");
		awaitTrees("GET /behaviour\n");
		int other = Launched.freePort();
		try (Launched untraced = Launched.start(folder, JAVA, "-jar", APPLICATION, "--server.port=" + other)) {
			assertThat(traced).isEqualTo(untraced.get(other, "/behaviour")).contains("left: 3 true true true");
		}
	}

	@Test
	void nothingIsCarriedWhereThatIsOff() throws Exception {
		int other = Launched.freePort();
		try (Launched off = launch(other, "-Dtracing.context.enabled=false")) {
			String seen = off.get(other, "/behaviour");
			off.get(other, "/threads/thread");
			awaitTrees("GET /behaviour\n", "GET /threads/{row}\n");
			assertThat(seen).isEqualTo(application.get(port, "/behaviour"));
			assertThat(off.messages()).isEmpty();
		}
	}

	@Test
	void nothingIsChangedWhereTracingIsOff() throws Exception {
		int other = Launched.freePort();
		try (Launched off = launch(other, "-Dtracing.enabled=false")) {
			assertThat(off.get(other, "/behaviour")).isEqualTo(application.get(port, "/behaviour"));
			assertThat(off.messages()).isEmpty();
		}
		awaitTrees("GET /behaviour\n");
	}

	private static Launched launch(int port, String... options) throws IOException {
		List<String> command = new ArrayList<>(List.of(JAVA));
		command.add("-javaagent:" + DISTRIBUTION.resolve("tracing-agent.jar"));
		command.addAll(List.of("-Dtracing.service-name=shop", "-Dtracing.otlp.endpoint=" + receiver.url(),
				"-Dtracing.batch.schedule-delay=100ms"));
		command.addAll(List.of(options));
		command.addAll(List.of("-jar", APPLICATION, "--server.port=" + port));
		return Launched.start(Files.createDirectories(folder), command.toArray(String[]::new));
	}

	private static void awaitTrees(String... expected) {
		List<String> sorted = Arrays.stream(expected).sorted().toList();
		Waiting.await(() -> trees().equals(sorted), () -> "%s, but there is %s".formatted(sorted, trees()));
	}

	/**
	 * Returns the names of each trace, indented below their parents.
	 */
	private static List<String> trees() {
		List<Span> spans = List.copyOf(receiver.spans());
		return spans.stream()
			.filter((span) -> spans.stream().noneMatch((other) -> other.getSpanId().equals(span.getParentSpanId())))
			.map((root) -> append(spans, root, "", new StringBuilder()).toString())
			.sorted()
			.toList();
	}

	private static StringBuilder append(List<Span> spans, Span span, String indent, StringBuilder text) {
		text.append(indent).append(span.getName()).append('\n');
		spans.stream()
			.filter((child) -> child.getParentSpanId().equals(span.getSpanId()))
			.forEach((child) -> append(spans, child, indent + "  ", text));
		return text;
	}

}

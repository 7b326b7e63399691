package io.github.tracingstarter.agent;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import com.sun.net.httpserver.HttpServer;
import io.github.tracingstarter.testing.OtlpReceiver;
import io.github.tracingstarter.testing.Waiting;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Clients and data sources that are created within methods. The same application runs
 * with and without the agent, and its responses must be the same.
 */
class ClientsTests {

	private static final Path DISTRIBUTION = Path.of(System.getProperty("test.distribution"));

	private static final String APPLICATION = System.getProperty("test.application");

	private static final String JAVA = Path.of(System.getProperty("java.home"), "bin", "java").toString();

	private static final String CALL = """
			SERVER GET /clients/{row}
			  CLIENT GET
			    SERVER GET /upstream
			""";

	private static final String QUERY = "SELECT information_schema.tables";

	@TempDir
	private static Path folder;

	private static OtlpReceiver receiver;

	private static int port;

	private static int plainPort;

	private static Launched traced;

	private static Launched plain;

	@BeforeAll
	static void start() throws Exception {
		receiver = OtlpReceiver.start();
		port = Launched.freePort();
		plainPort = Launched.freePort();
		plain = Launched.start(folder, JAVA, "-jar", APPLICATION, "--server.port=" + plainPort);
		plain.get(plainPort, "/stock");
		traced = launch(port);
		traced.get(port, "/stock");
	}

	private static Launched launch(int port, String... options) throws IOException {
		List<String> command = new ArrayList<>(List.of(DISTRIBUTION.resolve("bin/tracing").toString(), "run",
				"--service-name", "shop", "--otlp-endpoint", receiver.url(), "--tracing.batch.schedule-delay=50ms"));
		command.addAll(List.of(options));
		command.addAll(List.of("--", JAVA, "-jar", APPLICATION, "--server.port=" + port));
		return Launched.start(folder, command.toArray(String[]::new));
	}

	@AfterAll
	static void stop() {
		plain.close();
		traced.close();
		receiver.close();
	}

	@TestFactory
	Stream<DynamicTest> calls() {
		Map<String, String> expected = new LinkedHashMap<>();
		for (String row : List.of("rest-client", "rest-client-copy", "rest-client-jdk", "rest-client-apache",
				"rest-client-url", "rest-template", "rest-template-jdk", "web-client", "web-client-jdk", "jdk",
				"jdk-async", "apache", "apache-async", "okhttp", "okhttp-builder", "okhttp-copy", "okhttp-async", "url",
				"url-stream", "url-connect", "url-twice")) {
			expected.put(row, CALL);
		}
		expected.put("rest-template-changed", CALL + """
				  CLIENT GET
				    SERVER GET /upstream
				""");
		String redirected = """
				SERVER GET /clients/{row}
				  CLIENT GET
				    SERVER GET /upstream/redirect
				    SERVER GET /upstream
				""";
		String feign = CALL.replace("/upstream", "/upstream/");
		expected.put("feign", feign);
		expected.put("feign-client", feign);
		expected.put("jdk-builder", redirected);
		expected.put("url-redirect", redirected);
		expected.put("url-not-redirected", """
				SERVER GET /clients/{row}
				  CLIENT GET
				    SERVER GET /upstream/redirect
				""");
		String refused = """
				SERVER GET /clients/{row}
				  CLIENT GET !
				""";
		expected.put("jdk-refused", refused);
		expected.put("url-refused", refused);
		expected.put("url-connect-refused", refused);
		expected.put("url-write-refused", refused.replace("CLIENT GET", "CLIENT POST"));
		expected.put("url-head", """
				SERVER GET /clients/{row}
				  CLIENT HEAD
				    SERVER HEAD /upstream
				""");
		String post = """
				SERVER GET /clients/{row}
				  CLIENT POST
				    SERVER POST /upstream/body
				""";
		expected.put("url-post", post);
		expected.put("url-streaming", post);
		expected.put("url-chunked", post.replace("POST", "PUT"));
		expected.put("url-missing", """
				SERVER GET /clients/{row}
				  CLIENT GET !
				    SERVER GET /upstream/status/{status}
				""");
		expected.put("url-failing", """
				SERVER GET /clients/{row}
				  CLIENT GET !
				    SERVER GET /upstream/status/{status} !
				""");
		expected.put("url-disconnect", """
				SERVER GET /clients/{row}
				  CLIENT GET
				""");
		expected.put("url-header", """
				SERVER GET /clients/{row}
				  CLIENT GET
				    SERVER GET /upstream/headers
				""");
		return rows("/clients", expected);
	}

	@TestFactory
	Stream<DynamicTest> statements() {
		Map<String, String> expected = new LinkedHashMap<>();
		for (String row : List.of("hikari", "dbcp", "tomcat", "h2", "h2-pool", "driver-manager",
				"driver-manager-source", "lazy", "own", "bean", "bean-unwrapped", "bean-behind-own", "template")) {
			expected.put(row, asking(QUERY));
		}
		for (String row : List.of("hikari-twice", "hikari-on-h2", "single")) {
			expected.put(row, asking(QUERY, QUERY));
		}
		expected.put("rollback", asking("CREATE TABLE note", "INSERT note", "SELECT note"));
		expected.put("wrong", asking("SELECT nowhere !"));
		for (String row : List.of("unwrap", "cast", "no-driver")) {
			expected.put(row, asking());
		}
		return rows("/databases", expected);
	}

	private static String asking(String... names) {
		StringBuilder tree = new StringBuilder("SERVER GET /databases/{row}\n");
		for (String name : names) {
			tree.append("  CLIENT ").append(name).append('\n');
		}
		return tree.toString();
	}

	/**
	 * Returns a test for each row, and one that checks that there are no others.
	 */
	private static Stream<DynamicTest> rows(String path, Map<String, String> expected) {
		DynamicTest all = DynamicTest.dynamicTest("all", () -> assertThat(traced.get(port, path).split("\n"))
			.containsExactlyInAnyOrderElementsOf(expected.keySet()));
		return Stream.concat(Stream.of(all),
				expected.entrySet()
					.stream()
					.map((row) -> DynamicTest.dynamicTest(row.getKey(),
							() -> assertRow(path + "/" + row.getKey(), row.getValue()))));
	}

	private static void assertRow(String path, String expected) throws Exception {
		String untraced = plain.get(plainPort, path);
		settle();
		assertThat(traced.get(port, path)).isEqualTo(untraced);
		traced.get(port, "/stock");
		awaitRoot("GET /stock");
		awaitTree(expected);
		for (Span span : receiver.spans()) {
			if (span.getKind() == Span.SpanKind.SPAN_KIND_CLIENT) {
				assertThat(OtlpReceiver.attributes(span.getAttributesList()))
					.containsKey(path.startsWith("/clients") ? "url.full" : "db.system.name");
			}
		}
	}

	@Test
	void anAnswerIsOnTheSpan() throws Exception {
		settle();
		traced.get(port, "/clients/url-failing");
		traced.get(port, "/stock");
		awaitRoot("GET /stock");
		Span span = receiver.spans()
			.stream()
			.filter((candidate) -> candidate.getKind() == Span.SpanKind.SPAN_KIND_CLIENT)
			.findFirst()
			.orElseThrow();
		assertThat(OtlpReceiver.attributes(span.getAttributesList()))
			.containsExactlyInAnyOrderEntriesOf(Map.of("http.request.method", "GET", "url.full",
					"http://127.0.0.1:%d/upstream/status/500".formatted(port), "server.address", "127.0.0.1",
					"server.port", (long) port, "http.response.status_code", 500L, "error.type", "500"));
	}

	/**
	 * One exporter uses the JDK's client, the other URL connections, as an application
	 * may do.
	 */
	@Test
	void exportsAreNotTraced() throws Exception {
		int other = Launched.freePort();
		AtomicInteger exports = new AtomicInteger();
		HttpServer zipkin = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
		zipkin.createContext("/", (exchange) -> {
			exports.incrementAndGet();
			exchange.sendResponseHeaders(202, -1);
			exchange.close();
		});
		zipkin.start();
		try (Launched application = launch(other, "--tracing.otlp.protocol=http", "--tracing.exporters=otlp,zipkin",
				"--tracing.zipkin.endpoint=http://127.0.0.1:%d/spans".formatted(zipkin.getAddress().getPort()))) {
			application.get(other, "/stock");
			awaitRoot("GET /stock");
			for (int i = 0; i < 3; i++) {
				receiver.clear();
				application.get(other, "/clients/jdk");
				awaitRoot("GET /clients/{row}");
				application.get(other, "/stock");
				awaitRoot("GET /stock");
				awaitTree(CALL);
			}
			Waiting.await(() -> exports.get() > 2, () -> "exports to Zipkin, not " + exports);
			receiver.clear();
			application.get(other, "/stock");
			awaitRoot("GET /stock");
			assertThat(tree()).isEmpty();
		}
		finally {
			zipkin.stop(0);
		}
	}

	@Test
	void nothingIsTracedWhereItIsOff() throws Exception {
		int other = Launched.freePort();
		try (Launched application = launch(other, "--tracing.client.enabled=false", "--tracing.webclient.enabled=false",
				"--tracing.jdbc.enabled=false")) {
			application.get(other, "/stock");
			awaitRoot("GET /stock");
			for (String row : List.of("rest-client", "rest-template", "web-client", "jdk", "apache", "apache-async",
					"okhttp", "url")) {
				receiver.clear();
				assertThat(application.get(other, "/clients/" + row))
					.isEqualTo(plain.get(plainPort, "/clients/" + row));
				application.get(other, "/stock");
				awaitRoot("GET /stock");
				awaitTree("SERVER GET /clients/{row}\nSERVER GET /upstream\n");
			}
			for (String row : List.of("hikari", "h2", "driver-manager", "bean")) {
				receiver.clear();
				application.get(other, "/databases/" + row);
				application.get(other, "/stock");
				awaitRoot("GET /stock");
				awaitTree("SERVER GET /databases/{row}\n");
			}
		}
	}

	@Test
	void nothingIsSaidThatIsNotSaidWithoutTheAgent() throws Exception {
		traced.get(port, "/stock");
		assertThat(traced.output()).contains("Tracing shop: ").doesNotContain("WARN", "WARNING", "stays as it is");
	}

	/**
	 * Waits for the spans of all earlier requests, and discards them.
	 */
	private static void settle() throws Exception {
		receiver.clear();
		traced.get(port, "/stock");
		awaitRoot("GET /stock");
		receiver.clear();
	}

	/**
	 * A server may end its span after the client has ended its own.
	 */
	private static void awaitTree(String expected) {
		Waiting.await(() -> tree().equals(expected),
				() -> "%n%s%nbut there is %n%s%n%s".formatted(expected, tree(), receiver.tree()));
	}

	private static void awaitRoot(String name) {
		Waiting.await(() -> receiver.spans()
			.stream()
			.anyMatch((span) -> span.getParentSpanId().isEmpty() && span.getName().equals(name)), () -> name);
	}

	/**
	 * Returns kinds, names and failures, indented below their parents, in the order in
	 * which the spans started.
	 */
	private static String tree() {
		StringBuilder text = new StringBuilder();
		List<Span> spans = new ArrayList<>(receiver.spans());
		spans.sort((one, other) -> Long.compare(one.getStartTimeUnixNano(), other.getStartTimeUnixNano()));
		spans.stream()
			.filter((span) -> span.getParentSpanId().isEmpty() && !span.getName().equals("GET /stock"))
			.forEach((root) -> append(root, spans, "", text));
		return text.toString();
	}

	private static void append(Span span, List<Span> all, String indent, StringBuilder text) {
		boolean failed = span.getStatus().getCode() == Status.StatusCode.STATUS_CODE_ERROR;
		text.append(indent)
			.append(span.getKind().name().replace("SPAN_KIND_", ""))
			.append(' ')
			.append(span.getName())
			.append(failed ? " !\n" : "\n");
		all.stream()
			.filter((child) -> child.getParentSpanId().equals(span.getSpanId()))
			.forEach((child) -> append(child, all, indent + "  ", text));
	}

}

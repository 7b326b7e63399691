package io.github.tracingstarter.configuration;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

import com.example.aheadoftime.ShopApplication;
import com.sun.net.httpserver.HttpServer;
import io.github.tracingstarter.testing.ChildJvm;
import io.github.tracingstarter.testing.Http;
import io.github.tracingstarter.testing.OtlpReceiver;
import io.github.tracingstarter.testing.ProcessedApplication;
import io.opentelemetry.proto.trace.v1.Span;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The effect of properties on an application that was processed ahead of time.
 */
@Tag("slow")
class AheadOfTimeTests {

	private static final String QUIET = "1 of 2 tracers; log []; called with ";

	private static final String FOUR = "[CLIENT GET, CLIENT SELECT, SERVER GET /called, SERVER GET /work]";

	private static final String ALL = "otlp grpc %s; zipkin []; logs true; meters [boot]; page 404; timing false"
		.formatted(FOUR);

	private static final String CONSOLE = "--tracing.exporters=console,otlp --tracing.otlp.protocol=http "
			+ "--tracing.client.enabled=false";

	private static final String PAGE = "--tracing.ui.enabled=true --tracing.ui.logs.enabled=true";

	@TempDir
	static Path directory;

	@BeforeAll
	static void build() throws Exception {
		ProcessedApplication
			.build(Stream.of(Build.values()).map(Build::application).toArray(ProcessedApplication[]::new));
	}

	/**
	 * Regardless of the properties during the build, those at run time count.
	 */
	@ParameterizedTest
	@EnumSource(names = { "ON", "OFF" })
	void propertiesCountWhereItRuns(Build build) throws Exception {
		String nothing = "otlp []; zipkin []; logs false; meters []; page 404; timing false";
		Map<String, String> expected = new LinkedHashMap<>();
		expected.put("", ALL);
		expected.put("--tracing.enabled=false", nothing);
		expected.put(CONSOLE, ALL.replace("CLIENT GET, ", "").replace("grpc", "http"));
		expected.put("--tracing.exporters=zipkin", nothing.replace("zipkin []",
				"zipkin [CLIENT get, CLIENT select, SERVER get /called, SERVER get /work]"));
		expected.put("--tracing.exporters=none", nothing);
		expected.put("--tracing.sampling.probability=0", ALL.replace("grpc " + FOUR, "[]"));
		expected.put(PAGE, ALL.replace("page 404; timing false", "page 200; timing true"));
		expected.put(
				"--tracing.ui.enabled=true --tracing.ui.server-timing=false --tracing.jdbc.enabled=false "
						+ "--tracing.logs.enabled=false --tracing.metrics.names=opentelemetry",
				ALL.replace("CLIENT SELECT, ", "")
					.replace("logs true", "logs false")
					.replace("[boot]", "[opentelemetry]")
					.replace("page 404", "page 200"));
		expected.put("--tracing.web.enabled=false --tracing.metrics.enabled=false",
				ALL.replace(FOUR, "[CLIENT GET]").replace("[boot]", "[]"));
		Map<String, String> runs = run(build, false, expected.keySet());
		Map<String, String> results = new LinkedHashMap<>();
		runs.forEach((arguments, output) -> results.put(arguments, result(output, "spans: ", "; beans: ")));
		assertThat(results).containsExactlyEntriesOf(expected);
		assertThat(runs.values()).allSatisfy((output) -> assertThat(output).doesNotContain(" WARN "));
		assertThat(runs.get("")).contains("log [spanId, traceId]", "traceparent", "Tracing ShopApplication: ")
			.doesNotContain("Traces at ");
		assertThat(runs.get("--tracing.enabled=false")).contains(QUIET, "; beans: 0; threads: 0")
			.doesNotContain("traceparent", "Tracing ");
		assertThat(runs.get(CONSOLE)).contains("SERVER GET /called").doesNotContain("traceparent");
		assertThat(runs.get(PAGE)).contains("Traces at ");
	}

	@Test
	void anAgentThatIsAttachedMakesItStandBack() throws Exception {
		assertThat(run(Build.ON, true, List.of("")).get(""))
			.contains(QUIET, "spans: otlp []", "; beans: 0", "tracing-starter backs off")
			.doesNotContain("traceparent", " WARN ");
	}

	/**
	 * Boot's own support consists of other beans, between which the build chooses.
	 */
	@Test
	void whatTheBuildLeftOutIsSaid() throws Exception {
		String bootsOwn = "--management.opentelemetry.enabled=true";
		String off = "--tracing.enabled=false " + bootsOwn;
		Map<String, String> runs = run(Build.BOOTS_OWN, false, List.of(bootsOwn, off));
		assertThat(runs.get(bootsOwn)).contains("; beans: 0")
			.containsOnlyOnce(" WARN ")
			.contains("Nothing is traced: tracing was off, or another tracer was present, during ahead-of-time "
					+ "processing");
		assertThat(runs.get(off)).contains("log [spanId, traceId]", "traceparent", "; beans: 0")
			.doesNotContain(" WARN ");
		assertThat(run(Build.ON, false, List.of(off)).get(off)).contains("spans: otlp []", "; beans: 0")
			.containsOnlyOnce(" WARN ")
			.contains("Spring Boot's own OpenTelemetry support is off as well");
	}

	/**
	 * Runs the application once for each line of arguments, in one process.
	 */
	private static Map<String, String> run(Build build, boolean agent, Collection<String> arguments) throws Exception {
		ChildJvm jvm = build.application().jvm();
		if (agent) {
			jvm.withOpenTelemetryAgent(directory);
		}
		String output = jvm.run(AheadOfTimeTests.class, arguments.toArray(String[]::new));
		List<String> runs = new ArrayList<>(List.of(output.split("=== run ===\n")));
		assertThat(runs).as(output).hasSize(arguments.size() + 1);
		Map<String, String> results = new LinkedHashMap<>();
		arguments.forEach((line) -> results.put(line, runs.get(results.size() + 1)));
		return results;
	}

	private static String result(String output, String from, String to) {
		assertThat(output).contains(from, to);
		int start = output.indexOf(from) + from.length();
		return output.substring(start, output.indexOf(to, start));
	}

	/**
	 * Runs the built application, in a separate process.
	 */
	public static void main(String[] args) throws Exception {
		for (String arguments : args) {
			System.out.println("=== run ===");
			try (OtlpReceiver collector = OtlpReceiver.start(); ZipkinReceiver zipkin = new ZipkinReceiver()) {
				SpringApplication application = new SpringApplication(ShopApplication.class);
				application.setMainApplicationClass(ShopApplication.class);
				List<String> all = new ArrayList<>(List.of("--server.port=0", "--spring.profiles.active=prod",
						"--spring.main.banner-mode=off", "--spring.datasource.url=jdbc:h2:mem:shop",
						"--spring.jmx.enabled=false", "--tracing.batch.shutdown-timeout=30s",
						"--tracing.otlp.endpoint=" + collector.url(), "--tracing.zipkin.endpoint=" + zipkin.url(),
						"--management.opentelemetry.tracing.export.otlp.endpoint=" + collector.url()));
				all.addAll(List.of(arguments.split(" ")));
				all.remove("");
				ConfigurableApplicationContext context = application.run(all.toArray(String[]::new));
				Http client = new Http(
						context.getEnvironment().getRequiredProperty("local.server.port", Integer.class));
				HttpResponse<String> answer = client.get("/work");
				int page = client.get("/tracing/").statusCode();
				long beans = Stream.of(context.getBeanDefinitionNames())
					.filter((name) -> context.getType(name) != null)
					.filter((name) -> context.getType(name).getName().startsWith("io.github.tracingstarter"))
					.count();
				long threads = Thread.getAllStackTraces()
					.keySet()
					.stream()
					.filter((thread) -> thread.getName().startsWith("tracing-"))
					.count();
				// Sends all pending spans.
				context.close();
				System.out.printf(
						"%s; spans: otlp %s; zipkin %s; logs %s; meters %s; page %d; timing %s; beans: %d; "
								+ "threads: %d%n",
						answer.body(), spans(collector), zipkin.spans(), !collector.logs().isEmpty(), meters(collector),
						page, answer.headers().firstValue("Server-Timing").isPresent(), beans, threads);
			}
		}
		System.exit(0);
	}

	private static String spans(OtlpReceiver collector) {
		TreeSet<String> spans = new TreeSet<>();
		// A request for the page has no route if there is no page.
		collector.spans()
			.stream()
			.filter((span) -> !span.getName().equals("GET") || span.getKind() != Span.SpanKind.SPAN_KIND_SERVER)
			.forEach((span) -> spans
				.add("%s %s".formatted(span.getKind().name().substring("SPAN_KIND_".length()), span.getName())));
		boolean http = collector.requests().stream().anyMatch((request) -> "/v1/traces".equals(request.get(":path")));
		return spans.isEmpty() ? "[]" : (http ? "http " : "grpc ") + spans;
	}

	private static TreeSet<String> meters(OtlpReceiver collector) {
		TreeSet<String> meters = new TreeSet<>();
		if (collector.metric("http.server.requests") != null) {
			meters.add("boot");
		}
		if (collector.metric("http.server.request.duration") != null) {
			meters.add("opentelemetry");
		}
		return meters;
	}

	/**
	 * Receives what is sent to Zipkin.
	 */
	private static final class ZipkinReceiver implements AutoCloseable {

		private final HttpServer server = HttpServer.create(new InetSocketAddress("localhost", 0), 0);

		private final Set<String> spans = new ConcurrentSkipListSet<>();

		ZipkinReceiver() throws IOException {
			this.server.createContext("/", (exchange) -> {
				boolean zipped = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
				InputStream body = exchange.getRequestBody();
				JsonMapper.shared()
					.readTree(zipped ? new GZIPInputStream(body) : body)
					.forEach((span) -> this.spans
						.add("%s %s".formatted(span.get("kind").asString(), span.get("name").asString())));
				exchange.sendResponseHeaders(202, -1);
				exchange.close();
			});
			this.server.start();
		}

		String url() {
			return "http://localhost:%d/api/v2/spans".formatted(this.server.getAddress().getPort());
		}

		Set<String> spans() {
			this.spans.remove("SERVER get");
			return this.spans;
		}

		@Override
		public void close() {
			this.server.stop(0);
		}

	}

	/**
	 * A build of the application.
	 */
	enum Build {

		/** Without any property. */
		ON,

		/** With the opposite of the properties at run time. */
		OFF("--tracing.enabled=false", "--tracing.exporters=none", "--tracing.sampling.probability=0",
				"--tracing.otlp.protocol=http", "--tracing.ui.enabled=false", "--tracing.ui.server-timing=false",
				"--tracing.ui.logs.enabled=false", "--tracing.jdbc.enabled=false", "--tracing.logs.enabled=false",
				"--tracing.web.enabled=false", "--tracing.client.enabled=false", "--tracing.metrics.enabled=false",
				"--tracing.metrics.names=opentelemetry"),

		BOOTS_OWN("--tracing.enabled=false", "--management.opentelemetry.enabled=true");

		private final String[] properties;

		Build(String... properties) {
			this.properties = properties;
		}

		private ProcessedApplication application() {
			return new ProcessedApplication(ShopApplication.class, directory.resolve(name()),
					"--spring.datasource.url=jdbc:h2:mem:shop " + String.join(" ", this.properties));
		}

	}

}

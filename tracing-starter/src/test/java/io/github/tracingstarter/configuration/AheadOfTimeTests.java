package io.github.tracingstarter.configuration;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;

import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;

import com.example.aheadoftime.ShopApplication;
import io.github.tracingstarter.testing.ChildJvm;
import io.github.tracingstarter.testing.Http;
import io.github.tracingstarter.testing.OtlpReceiver;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringApplicationAotProcessor;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application that was processed ahead of time, as by the Maven goal
 * {@code process-aot}, compiled and run, each in processes of their own.
 */
@Tag("slow")
class AheadOfTimeTests {

	private static final String QUIET = "1 of 2 tracers; log []; called with ";

	@TempDir
	static Path directory;

	@BeforeAll
	static void build() throws Exception {
		new ChildJvm().option("-Dspring.aot.processing=true").run(Processing.class, directory.toString());
		JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
		try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
			for (Build build : Build.values()) {
				compile(compiler, files, build);
			}
		}
	}

	private static void compile(JavaCompiler compiler, StandardJavaFileManager files, Build build) throws IOException {
		Path classes = build.classes(directory);
		List<Path> classPath = new ArrayList<>(List.of(classes));
		for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
			classPath.add(Path.of(entry));
		}
		files.setLocationFromPaths(StandardLocation.CLASS_PATH, classPath);
		files.setLocationFromPaths(StandardLocation.CLASS_OUTPUT, List.of(classes));
		try (Stream<Path> walk = Files.walk(build.sources(directory))) {
			List<Path> sources = walk.filter((file) -> file.toString().endsWith(".java")).toList();
			assertThat(compiler
				.getTask(null, files, null, List.of("-nowarn", "-proc:none", "-parameters"), null,
						files.getJavaFileObjectsFromPaths(sources))
				.call()).isTrue();
		}
	}

	@Test
	void whatIsOffWhereItRunsIsOff() throws Exception {
		List<String> runs = run(Build.PLAIN, false, "", "--tracing.enabled=false", "--tracing.jdbc.enabled=false",
				"--tracing.web.enabled=false", "--tracing.client.enabled=false", "--tracing.ui.enabled=true",
				"--tracing.enabled=false --management.opentelemetry.enabled=true");
		assertThat(runs.get(0)).contains("log [spanId, traceId]", "traceparent")
			.contains("CLIENT GET, CLIENT SELECT, SERVER GET /called, SERVER GET /work")
			.contains("Tracing ShopApplication: ")
			.doesNotContain(" WARN ");
		assertThat(runs.get(1)).contains(QUIET, "; spans: ; beans: 0; threads: 0")
			.doesNotContain("traceparent", " WARN ", "Tracing ");
		assertThat(runs.get(2)).contains("spans: CLIENT GET, SERVER GET /called, SERVER GET /work;")
			.doesNotContain(" WARN ");
		assertThat(runs.get(3)).contains("spans: CLIENT GET;").doesNotContain(" WARN ");
		assertThat(runs.get(4)).contains("spans: CLIENT SELECT, SERVER GET /called, SERVER GET /work;")
			.doesNotContain("traceparent", " WARN ");
		assertThat(runs.get(5)).contains("spans: CLIENT GET, CLIENT SELECT")
			.containsOnlyOnce(" WARN ")
			.contains("tracing.ui.enabled has no effect: the feature was off during ahead-of-time processing. "
					+ "Build the application again with that property to enable it");
		assertThat(runs.get(6)).contains("; spans: ; beans: 0")
			.containsOnlyOnce(" WARN ")
			.contains("Spring Boot's own OpenTelemetry support is off as well");
	}

	@Test
	void anAgentThatIsAttachedMakesItStandBack() throws Exception {
		List<String> runs = run(Build.PLAIN, true, "");
		assertThat(runs.get(0)).contains(QUIET, "; spans: ; beans: 0", "tracing-starter backs off")
			.doesNotContain("traceparent", " WARN ");
	}

	@Test
	void whatTheBuildLeftOutIsSaid() throws Exception {
		List<String> runs = run(Build.OFF, false, "", "--tracing.enabled=false");
		assertThat(runs.get(0)).contains(QUIET)
			.containsOnlyOnce(" WARN ")
			.contains("Nothing is traced: tracing was off, or another tracer was present, during ahead-of-time "
					+ "processing");
		assertThat(runs.get(1)).contains(QUIET).doesNotContain(" WARN ");
	}

	@Test
	void thePageIsTakenOutWhereItWasBuiltInAndIsOff() throws Exception {
		List<String> runs = run(Build.WITH_PAGE, false, "--tracing.ui.enabled=true", "--tracing.ui.enabled=false");
		assertThat(runs.get(0)).contains("Traces at ").doesNotContain(" WARN ");
		assertThat(runs.get(1)).contains("spans: CLIENT GET, CLIENT SELECT").doesNotContain("Traces at ", " WARN ");
	}

	/**
	 * Runs the application once for each line of arguments, in one process.
	 */
	private static List<String> run(Build build, boolean agent, String... arguments) throws Exception {
		ChildJvm jvm = new ChildJvm().option("-Dspring.aot.enabled=true")
			.firstOnClassPath(List.of(build.classes(directory)));
		if (agent) {
			jvm.withOpenTelemetryAgent(directory);
		}
		String output = jvm.run(AheadOfTimeTests.class, arguments);
		List<String> runs = new ArrayList<>(List.of(output.split("=== run ===\n")));
		assertThat(runs).as(output).hasSize(arguments.length + 1);
		return runs.subList(1, runs.size());
	}

	/**
	 * Runs the application that was built, in a process of its own.
	 */
	public static void main(String[] args) throws Exception {
		for (String arguments : args) {
			System.out.println("=== run ===");
			try (OtlpReceiver collector = OtlpReceiver.start()) {
				SpringApplication application = new SpringApplication(ShopApplication.class);
				application.setMainApplicationClass(ShopApplication.class);
				List<String> all = new ArrayList<>(List.of("--server.port=0", "--spring.main.banner-mode=off",
						"--spring.datasource.url=jdbc:h2:mem:shop", "--spring.jmx.enabled=false",
						"--tracing.otlp.endpoint=" + collector.url(),
						"--management.opentelemetry.tracing.export.otlp.endpoint=" + collector.url()));
				all.addAll(List.of(arguments.split(" ")));
				all.remove("");
				ConfigurableApplicationContext context = application.run(all.toArray(String[]::new));
				String answer = new Http(
						context.getEnvironment().getRequiredProperty("local.server.port", Integer.class))
					.get("/work")
					.body();
				long beans = Stream.of(context.getBeanDefinitionNames())
					.filter((name) -> context.getType(name) != null)
					.filter((name) -> context.getType(name).getName().startsWith("io.github.tracingstarter"))
					.count();
				if (beans > 1) {
					collector.await(1);
				}
				long threads = Thread.getAllStackTraces()
					.keySet()
					.stream()
					.filter((thread) -> thread.getName().startsWith("tracing-"))
					.count();
				context.close();
				System.out.printf("%s; spans: %s; beans: %d; threads: %d%n", answer,
						String.join(", ", spans(collector)), beans, threads);
			}
		}
		System.exit(0);
	}

	private static TreeSet<String> spans(OtlpReceiver collector) {
		TreeSet<String> spans = new TreeSet<>();
		collector.spans()
			.forEach((span) -> spans
				.add("%s %s".formatted(span.getKind().name().substring("SPAN_KIND_".length()), span.getName())));
		return spans;
	}

	/**
	 * A build of the application.
	 */
	enum Build {

		PLAIN, OFF("--tracing.enabled=false"), WITH_PAGE("--tracing.ui.enabled=true");

		private final String[] properties;

		Build(String... properties) {
			this.properties = properties;
		}

		private Path sources(Path directory) {
			return directory.resolve(name()).resolve("sources");
		}

		private Path classes(Path directory) {
			return directory.resolve(name()).resolve("classes");
		}

	}

	/**
	 * Processes the application for all builds, in a process of its own.
	 */
	static class Processing {

		public static void main(String[] args) throws Exception {
			for (Build build : Build.values()) {
				String sources = build.sources(Path.of(args[0])).toString();
				String classes = build.classes(Path.of(args[0])).toString();
				List<String> arguments = new ArrayList<>(List.of(ShopApplication.class.getName(), sources, classes,
						classes, "shop", "shop", "--spring.datasource.url=jdbc:h2:mem:shop"));
				arguments.addAll(List.of(build.properties));
				SpringApplicationAotProcessor.main(arguments.toArray(String[]::new));
			}
		}

	}

}

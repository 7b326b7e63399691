package io.github.tracingstarter.configuration;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import javax.tools.ToolProvider;

import com.example.aheadoftime.ShopApplication;
import io.github.tracingstarter.testing.Http;
import io.github.tracingstarter.testing.OtlpReceiver;
import net.bytebuddy.ByteBuddy;
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

	private static Path built;

	@BeforeAll
	static void build() throws Exception {
		built = build("built");
	}

	@Test
	void whatIsOffWhereItRunsIsOff() throws Exception {
		List<String> runs = run(built, false, "", "--tracing.enabled=false", "--tracing.jdbc.enabled=false",
				"--tracing.web.enabled=false", "--tracing.client.enabled=false", "--tracing.ui.enabled=true",
				"--tracing.enabled=false --management.opentelemetry.enabled=true");
		assertThat(runs.get(0)).contains("log [spanId, traceId]", "traceparent")
			.contains("CLIENT GET, CLIENT SELECT, SERVER GET /called, SERVER GET /work")
			.contains("Tracing ShopApplication: ")
			.doesNotContain("WARN");
		assertThat(runs.get(1)).contains(QUIET, "; spans: ; beans: 0; threads: 0")
			.doesNotContain("traceparent", "WARN", "Tracing ");
		assertThat(runs.get(2)).contains("spans: CLIENT GET, SERVER GET /called, SERVER GET /work;")
			.doesNotContain("WARN");
		assertThat(runs.get(3)).contains("spans: CLIENT GET;").doesNotContain("WARN");
		assertThat(runs.get(4)).contains("spans: CLIENT SELECT, SERVER GET /called, SERVER GET /work;")
			.doesNotContain("traceparent", "WARN");
		assertThat(runs.get(5)).contains("spans: CLIENT GET, CLIENT SELECT")
			.containsOnlyOnce("WARN")
			.contains("tracing.ui.enabled has no effect: what it switches on was left out when the application was "
					+ "processed ahead of time");
		assertThat(runs.get(6)).contains("; spans: ; beans: 0")
			.containsOnlyOnce("WARN")
			.contains("Spring Boot's own OpenTelemetry support is off as well");
	}

	@Test
	void anAgentThatIsAttachedMakesItStandBack() throws Exception {
		List<String> runs = run(built, true, "");
		assertThat(runs.get(0)).contains(QUIET, "; spans: ; beans: 0", "tracing-starter stands back")
			.doesNotContain("traceparent", "WARN");
	}

	@Test
	void whatTheBuildLeftOutIsSaid() throws Exception {
		List<String> runs = run(build("built-off", "--tracing.enabled=false"), false, "", "--tracing.enabled=false");
		assertThat(runs.get(0)).contains(QUIET)
			.containsOnlyOnce("WARN")
			.contains("Nothing is traced, as tracing was off or another tracer was there when the application was "
					+ "processed ahead of time");
		assertThat(runs.get(1)).contains(QUIET).doesNotContain("WARN");
	}

	@Test
	void thePageIsTakenOutWhereItWasBuiltInAndIsOff() throws Exception {
		List<String> runs = run(build("built-page", "--tracing.ui.enabled=true"), false, "--tracing.ui.enabled=true",
				"--tracing.ui.enabled=false");
		assertThat(runs.get(0)).contains("Traces at ").doesNotContain("WARN");
		assertThat(runs.get(1)).contains("spans: CLIENT GET, CLIENT SELECT").doesNotContain("Traces at ", "WARN");
	}

	private static Path build(String name, String... properties) throws Exception {
		Path sources = Files.createDirectories(directory.resolve(name).resolve("sources"));
		Path classes = Files.createDirectories(directory.resolve(name).resolve("classes"));
		List<String> command = new ArrayList<>(List.of(SpringApplicationAotProcessor.class.getName(),
				ShopApplication.class.getName(), sources.toString(), classes.toString(), classes.toString(), "shop",
				"shop", "--spring.datasource.url=jdbc:h2:mem:shop"));
		command.addAll(List.of(properties));
		java(List.of("-Dspring.aot.processing=true"), System.getProperty("java.class.path"), command);
		try (Stream<Path> files = Files.walk(sources)) {
			List<String> arguments = new ArrayList<>(List.of("-nowarn", "-proc:none", "-parameters", "-d",
					classes.toString(), "-cp", classes + File.pathSeparator + System.getProperty("java.class.path")));
			arguments.addAll(files.map(Path::toString).filter((file) -> file.endsWith(".java")).toList());
			assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new)))
				.isZero();
		}
		return classes;
	}

	/**
	 * Runs the application once for each line of arguments, in one process.
	 */
	private static List<String> run(Path classes, boolean agent, String... arguments) throws Exception {
		String classPath = classes + File.pathSeparator + System.getProperty("java.class.path");
		List<String> options = new ArrayList<>(List.of("-Dspring.aot.enabled=true"));
		if (agent) {
			Path boot = Files.createDirectories(directory.resolve("boot"));
			Path system = Files.createDirectories(directory.resolve("system"));
			declare("io.opentelemetry.javaagent.bootstrap.InstrumentationHolder", boot);
			declare("io.opentelemetry.javaagent.OpenTelemetryAgent", system);
			options.add("-Xbootclasspath/a:" + boot);
			classPath = classPath + File.pathSeparator + system;
		}
		List<String> command = new ArrayList<>(List.of(AheadOfTimeTests.class.getName()));
		command.addAll(List.of(arguments));
		String output = java(options, classPath, command);
		List<String> runs = new ArrayList<>(List.of(output.split("=== run ===\n")));
		assertThat(runs).as(output).hasSize(arguments.length + 1);
		return runs.subList(1, runs.size());
	}

	private static void declare(String type, Path folder) throws IOException {
		new ByteBuddy().subclass(Object.class).name(type).make().saveIn(folder.toFile());
	}

	private static String java(List<String> options, String classPath, List<String> command) throws Exception {
		List<String> all = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1"));
		all.addAll(options);
		all.addAll(List.of("-cp", classPath));
		all.addAll(command);
		Path output = Files.createTempFile(directory, "output", ".txt");
		Process process = new ProcessBuilder(all).redirectErrorStream(true).redirectOutput(output.toFile()).start();
		if (!process.waitFor(3, TimeUnit.MINUTES)) {
			process.destroyForcibly();
		}
		String text = Files.readString(output);
		assertThat(process.exitValue()).as(text).isZero();
		return text;
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

}

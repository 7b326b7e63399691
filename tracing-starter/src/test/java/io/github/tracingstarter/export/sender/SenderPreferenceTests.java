package io.github.tracingstarter.export.sender;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import io.github.tracingstarter.testing.ChildJvm;
import io.github.tracingstarter.testing.CustomizedExporters;
import io.github.tracingstarter.testing.OtlpReceiver;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.trace.OtlpGrpcSpanExporter;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootVersion;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.io.DefaultResourceLoader;
import org.springframework.mock.env.MockEnvironment;
import org.springframework.test.util.ReflectionTestUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of which sender OpenTelemetry's own exporters get if the application has one in
 * addition to those of this starter.
 */
class SenderPreferenceTests {

	private static final String PROPERTY = "io.opentelemetry.sdk.common.export.GrpcSenderProvider";

	private static final String OURS = "io.github.tracingstarter.export.sender.TracingGrpcSenderProvider";

	private static final Path OKHTTP = Path.of("target/compatibility/okhttp-sender");

	@TempDir
	private Path directory;

	private @Nullable String before;

	@BeforeEach
	void forget() {
		this.before = System.getProperty(PROPERTY);
		System.clearProperty(PROPERTY);
	}

	@AfterEach
	void restore() {
		System.clearProperty(PROPERTY);
		if (this.before != null) {
			System.setProperty(PROPERTY, this.before);
		}
	}

	@Test
	void theOneOfTheApplicationIsNamed() throws IOException {
		prefer("# comment\n" + OURS + "\n\nother.Provider # the application's");
		assertThat(System.getProperty(PROPERTY)).isEqualTo("other.Provider");
	}

	@Test
	void nothingIsNamedWhereThereIsNoChoiceOrNotOurs() throws IOException {
		prefer(OURS);
		assertThat(System.getProperty(PROPERTY)).isNull();
		prefer("other.Provider");
		assertThat(System.getProperty(PROPERTY)).isNull();
		prefer(OURS + "\nother.Provider\nanother.Provider");
		assertThat(System.getProperty(PROPERTY)).isNull();
	}

	@Test
	void whatTheApplicationNamesStays() throws IOException {
		System.setProperty(PROPERTY, OURS);
		prefer(OURS + "\nother.Provider");
		assertThat(System.getProperty(PROPERTY)).isEqualTo(OURS);
	}

	private void prefer(String services) throws IOException {
		Path file = Files.createDirectories(this.directory.resolve("META-INF/services")).resolve(PROPERTY);
		Files.writeString(file, services);
		try (URLClassLoader classLoader = new URLClassLoader(new URL[] { url(this.directory) }, null)) {
			SpringApplication application = new SpringApplication(new DefaultResourceLoader(classLoader));
			new SenderPreference().postProcessEnvironment(new MockEnvironment(), application);
		}
	}

	private static URL url(Path path) throws MalformedURLException {
		return path.toUri().toURL();
	}

	/**
	 * OkHttp's module has a provider for gRPC and one for HTTP. Runs in a separate JVM,
	 * with customizers, so that OpenTelemetry's exporter sends the spans.
	 */
	@Tag("slow")
	@ParameterizedTest
	@CsvSource({ "true, OkHttpGrpcSender, OkHttpHttpSender", "false, TracingGrpcSenderProvider$Sender, JdkHttpSender" })
	void withOkHttpAndWithout(boolean okHttp, String grpcSender, String httpSender) throws Exception {
		Assumptions.assumeTrue(Files.isDirectory(OKHTTP), "OkHttp's sender is fetched by the build");
		Assumptions.assumeTrue(SpringBootVersion.getVersion().startsWith("4.1."), "it is that of OpenTelemetry in 4.1");
		ChildJvm jvm = new ChildJvm();
		if (okHttp) {
			try (Stream<Path> jars = Files.list(OKHTTP)) {
				jvm.firstOnClassPath(jars.toList());
			}
		}
		try (OtlpReceiver grpc = OtlpReceiver.start(); OtlpReceiver http = OtlpReceiver.start()) {
			String output = jvm.run(SenderPreferenceTests.class, grpc.url(), "grpc", http.url(), "http");
			assertThat(output.lines().filter((line) -> line.startsWith("sender: "))).as(output)
				.containsExactly("sender: " + grpcSender, "sender: " + httpSender);
			assertThat(output).doesNotContain("Multiple", " WARN ", "NoSuchMethod");
			for (OtlpReceiver receiver : List.of(grpc, http)) {
				assertThat(receiver.spans()).as(output).extracting((span) -> span.getName()).containsExactly("test");
			}
		}
	}

	/**
	 * Runs an application for each pair of endpoint and protocol.
	 */
	public static void main(String[] args) {
		for (int i = 0; i < args.length; i += 2) {
			run(args[i], args[i + 1]);
		}
	}

	private static void run(String endpoint, String protocol) {
		try (ConfigurableApplicationContext application = new SpringApplicationBuilder(Application.class)
			.web(WebApplicationType.NONE)
			.properties("spring.main.banner-mode=off", "tracing.otlp.endpoint=" + endpoint,
					"tracing.otlp.protocol=" + protocol)
			.run()) {
			Object exporter = protocol.equals("grpc") ? OtlpGrpcSpanExporter.getDefault()
					: OtlpHttpSpanExporter.getDefault();
			Object delegate = ReflectionTestUtils.getField(exporter, "delegate");
			Object sender = ReflectionTestUtils.getField(delegate, protocol + "Sender");
			System.out.println("sender: " + sender.getClass().getName().replaceFirst(".*\\.", ""));
			application.getBean(OpenTelemetry.class).getTracer("test").spanBuilder("test").startSpan().end();
		}
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration(excludeName = { "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
			"org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration" })
	@Import(CustomizedExporters.class)
	static class Application {

	}

}

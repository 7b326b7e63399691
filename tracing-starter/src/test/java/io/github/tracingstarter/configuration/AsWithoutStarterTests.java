package io.github.tracingstarter.configuration;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.github.tracingstarter.differential.ApplicationClassLoader;
import io.github.tracingstarter.testing.ChildJvm;
import io.github.tracingstarter.testing.Http;
import io.github.tracingstarter.testing.OtlpReceiver;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import io.r2dbc.spi.ConnectionFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.MDC;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.otlp.OtlpTracingConnectionDetails;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.core.io.DefaultResourceLoader;
import org.springframework.http.HttpHeaders;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * If the starter is off or backs off, the application is what it would be without the
 * starter and its dependencies, no matter how the collector is configured. Tests each
 * reason with each way to configure it.
 */
@Tag("slow")
@ExtendWith(OutputCaptureExtension.class)
@SuppressWarnings("try")
class AsWithoutStarterTests {

	private static final String[] OTHER_STARTER = {
			"io.opentelemetry.instrumentation.spring.autoconfigure.OpenTelemetryAutoConfiguration" };

	private static final String[] BRAVE = { "io.micrometer.tracing.brave.bridge.BraveTracer",
			"org.springframework.boot.micrometer.tracing.brave.autoconfigure.BraveAutoConfiguration" };

	/**
	 * The ways to configure the collector.
	 */
	enum Way {

		NOT_AT_ALL, TRACING_PROPERTY("tracing.otlp.endpoint=%s/v1/traces"),
		MANAGEMENT_PROPERTY("management.opentelemetry.tracing.export.otlp.endpoint=%s/v1/traces",
				"management.opentelemetry.logging.export.otlp.endpoint=%s/v1/logs"),
		SERVICE_CONNECTION;

		private final String[] properties;

		Way(String... properties) {
			this.properties = properties;
		}

		String[] properties(String url) {
			return Arrays.stream(this.properties).map((property) -> property.formatted(url)).toArray(String[]::new);
		}

	}

	/**
	 * The reasons why the starter does not trace.
	 */
	enum Reason {

		OFF(new String[0], "tracing.enabled=false"), SDK_DISABLED(new String[0], "otel.sdk.disabled=true"),
		BOOTS_SWITCH(new String[0], "management.opentelemetry.enabled=false"), OTHER_STARTER_PRESENT(OTHER_STARTER),
		BRAVE_PRESENT(BRAVE);

		private final String[] classes;

		private final String[] properties;

		Reason(String[] classes, String... properties) {
			this.classes = classes;
			this.properties = properties;
		}

	}

	@ParameterizedTest
	@EnumSource(Reason.class)
	void nothingOfTracingIsLeft(Reason reason) {
		Map<String, Object> untraced = observe(Way.NOT_AT_ALL, reason, false);
		for (Way way : Way.values()) {
			assertThat(observe(way, reason, true)).as(way.name()).isEqualTo(untraced);
		}
	}

	/**
	 * In a separate process, which has variables.
	 */
	@Test
	void nothingOfTracingIsLeftWhereVariablesNameTheCollector() throws Exception {
		assertIsTheSame(new ChildJvm(), "OFF", "OTHER_STARTER_PRESENT", "BRAVE_PRESENT");
	}

	@Test
	void nothingOfTracingIsLeftWhereAVariableDisablesTheSdk() throws Exception {
		assertIsTheSame(new ChildJvm().variable("OTEL_SDK_DISABLED", "true"));
	}

	@Test
	void nothingOfTracingIsLeftBesideTheAgent(@TempDir Path directory) throws Exception {
		assertIsTheSame(new ChildJvm().withOpenTelemetryAgent(directory));
	}

	/**
	 * Compares in another process, for some reasons or, if that process has one itself,
	 * for each way to configure the collector.
	 */
	private static void assertIsTheSame(ChildJvm jvm, String... reasons) throws Exception {
		try (OtlpReceiver collector = OtlpReceiver.start()) {
			String output = jvm.variable("OTEL_EXPORTER_OTLP_ENDPOINT", collector.url())
				.variable("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf")
				.run(AsWithoutStarterTests.class, reasons);
			assertThat(output.lines()).filteredOn((line) -> line.startsWith("the same: "))
				.as(output)
				.hasSize((reasons.length > 0) ? reasons.length : Way.values().length)
				.containsOnly("the same: true");
			assertThat(collector.requests()).isEmpty();
		}
	}

	/**
	 * Compares in a separate process.
	 */
	public static void main(String[] reasons) {
		for (String reason : reasons) {
			compare(Reason.valueOf(reason), Way.NOT_AT_ALL);
		}
		if (reasons.length == 0) {
			compare(null, Way.values());
		}
		System.exit(0);
	}

	private static void compare(@Nullable Reason reason, Way... ways) {
		Map<String, Object> untraced = observe(Way.NOT_AT_ALL, reason, false);
		for (Way way : ways) {
			Map<String, Object> traced = observe(way, reason, true);
			System.out.printf("%s %s%n%s%nthe same: %s%n", way, traced, untraced, traced.equals(untraced));
		}
	}

	@Test
	void theRegistryOfBootsOwnStarterLetsBootsOwnTracingStay(CapturedOutput output) {
		try (OtlpReceiver collector = OtlpReceiver.start();
				ConfigurableApplicationContext context = run(
						ApplicationClassLoader.traced("io.micrometer.registry.otlp.OtlpMeterRegistry"), null,
						"tracing.enabled=false", "management.opentelemetry.tracing.export.otlp.endpoint=%s/v1/traces"
							.formatted(collector.url()))) {
			new Http(port(context)).get("/work");
			context.close();
			assertThat(collector.await(1)).isNotEmpty();
		}
		assertThat(output.getAll().lines().filter((line) -> line.contains("Boot's own OpenTelemetry support stays")))
			.singleElement()
			.asString()
			.contains("tracing.enabled is false", "micrometer-registry-otlp", "management.opentelemetry.enabled=false");
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void metricsOfR2dbcAreThereOnlyIfTheApplicationAsksForThem(boolean asked) {
		try (ConfigurableApplicationContext context = run(ApplicationClassLoader.traced(), null,
				"tracing.enabled=false", "test.r2dbc=true", "spring.r2dbc.url=r2dbc:h2:mem:///off",
				asked ? "management.observations.enable.r2dbc=true" : "a=b")) {
			DatabaseClient.create(context.getBean(ConnectionFactory.class)).sql("SELECT 1").then().block();
			assertThat(context.getBean(MeterRegistry.class).find("r2dbc.query").timers()).hasSize(asked ? 1 : 0);
		}
	}

	@Test
	void anApplicationThatHasBootsModulesItselfSaysSo() {
		try (OtlpReceiver collector = OtlpReceiver.start();
				ConfigurableApplicationContext context = run(getClass().getClassLoader(), null, "tracing.enabled=false",
						"management.opentelemetry.enabled=true",
						"management.opentelemetry.tracing.export.otlp.endpoint=%s/v1/traces"
							.formatted(collector.url()))) {
			new Http(port(context)).get("/work");
			context.close();
			assertThat(collector.await(1)).isNotEmpty();
		}
	}

	@Test
	void bootsSwitchTakesOutWhatTheRegistryWouldKeep() {
		Map<String, Object> untraced = observe(Way.NOT_AT_ALL, Reason.OFF, false);
		try (OtlpReceiver collector = OtlpReceiver.start()) {
			ClassLoader classLoader = ApplicationClassLoader.traced("io.micrometer.registry.otlp.OtlpMeterRegistry");
			Map<String, Object> observed = new LinkedHashMap<>();
			observe(classLoader, collector, Way.MANAGEMENT_PROPERTY,
					new String[] { "management.opentelemetry.enabled=false" }, true, observed);
			assertThat(observed).isEqualTo(untraced);
		}
	}

	@ParameterizedTest
	@EnumSource(Reason.class)
	void whoeverInjectsATracerGetsOneThatDoesNothing(Reason reason) {
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Application.class, Injecting.class)
			.resourceLoader(new DefaultResourceLoader(ApplicationClassLoader.traced(reason.classes)))
			.properties("server.port=0")
			.properties(reason.properties)
			.run()) {
			Injecting injecting = context.getBean(Injecting.class);
			assertThat(injecting.openTelemetry().startSpan().getSpanContext().isValid()).isFalse();
			assertThat(injecting.micrometer().start().isNoop()).isTrue();
		}
	}

	private static Map<String, Object> observe(Way way, @Nullable Reason reason, boolean starter) {
		String[] classes = (reason != null) ? reason.classes : new String[0];
		ClassLoader classLoader = starter ? ApplicationClassLoader.traced(classes)
				: ApplicationClassLoader.untraced(classes);
		Map<String, Object> observed = new LinkedHashMap<>();
		try (OtlpReceiver collector = OtlpReceiver.start()) {
			observe(classLoader, collector, way, (reason != null) ? reason.properties : new String[0], starter,
					observed);
		}
		return observed;
	}

	private static void observe(ClassLoader classLoader, OtlpReceiver collector, Way way, String[] properties,
			boolean starter, Map<String, Object> observed) {
		Collection<Thread> before = Thread.getAllStackTraces().keySet();
		Thread thread = Thread.currentThread();
		ClassLoader contextClassLoader = thread.getContextClassLoader();
		thread.setContextClassLoader(classLoader);
		String connection = (starter && way == Way.SERVICE_CONNECTION) ? collector.url() + "/v1/traces" : null;
		try (ConfigurableApplicationContext context = run(classLoader, connection,
				Stream.of(properties, way.properties(collector.url()))
					.flatMap(Arrays::stream)
					.toArray(String[]::new))) {
			observed.put("request",
					new Http(port(context))
						.get("/work", "traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
						.body());
			observed.put("ids in the log pattern",
					context.getEnvironment().getProperty("logging.expect-correlation-id", Boolean.class, false));
			observed.put("mapped",
					String.valueOf(context.getEnvironment().getProperty("management.otlp.metrics.export.url")));
			observed.put("beans", beans(context));
			observed.put("threads",
					Thread.getAllStackTraces()
						.keySet()
						.stream()
						.filter((other) -> !before.contains(other))
						.map(Thread::getName)
						.filter(Pattern.compile("(?i)batch|tracing|otlp|okhttp|telemetry|zipkin").asPredicate())
						.sorted()
						.toList());
		}
		finally {
			thread.setContextClassLoader(contextClassLoader);
		}
		observed.put("requests to the collector", collector.requests());
	}

	/**
	 * Returns the types of all tracing beans, except those that do nothing.
	 */
	private static Collection<String> beans(ConfigurableApplicationContext context) {
		Collection<String> types = new TreeSet<>();
		for (String name : context.getBeanDefinitionNames()) {
			Class<?> type = context.getType(name, false);
			if (type != null && !name.startsWith("noop") && !name.equals(NoopTracingAutoConfiguration.class.getName())
					&& ApplicationClassLoader.comesWithTheStarter(type)) {
				types.add(type.getName());
			}
		}
		types.remove("org.springframework.boot.micrometer.tracing.autoconfigure.NoopTracerAutoConfiguration");
		return types;
	}

	private static ConfigurableApplicationContext run(ClassLoader classLoader, @Nullable String connection,
			String... properties) {
		return new SpringApplicationBuilder(Application.class).resourceLoader(new DefaultResourceLoader(classLoader))
			.properties("server.port=0", "spring.main.banner-mode=off", "management.tracing.sampling.probability=1",
					"tracing.ui.enabled=true")
			.properties(properties)
			.initializers((starting) -> {
				if (connection != null) {
					starting.getBeanFactory()
						.registerSingleton("collector", (OtlpTracingConnectionDetails) (transport) -> connection);
				}
			})
			.run();
	}

	private static int port(ConfigurableApplicationContext context) {
		return context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
	}

	@SpringBootConfiguration
	@EnableAutoConfiguration(excludeName = { "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
			"org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration",
			"org.springframework.boot.micrometer.metrics.autoconfigure.export.otlp.OtlpMetricsExportAutoConfiguration" })
	@RestController
	static class Application {

		private final RestClient.Builder clients;

		Application(RestClient.Builder clients) {
			this.clients = clients;
		}

		/**
		 * Calls another service, and returns what that received and what a log line would
		 * contain.
		 */
		@GetMapping("/work")
		String work(@RequestHeader HttpHeaders headers) {
			String called = this.clients.build()
				.get()
				.uri("http://" + headers.getFirst(HttpHeaders.HOST) + "/called")
				.retrieve()
				.body(String.class);
			return "log %s, called with %s".formatted(MDC.getCopyOfContextMap(), called);
		}

		@GetMapping("/called")
		String called(@RequestHeader HttpHeaders headers) {
			return new TreeSet<>(headers.headerNames()).toString();
		}

	}

	record Injecting(OpenTelemetry sdk, io.opentelemetry.api.trace.Tracer tracer,
			io.micrometer.tracing.Tracer micrometerTracer, io.micrometer.tracing.propagation.Propagator propagator,
			io.micrometer.tracing.SpanCustomizer customizer) {

		io.opentelemetry.api.trace.SpanBuilder openTelemetry() {
			return this.tracer.spanBuilder("mine");
		}

		io.micrometer.tracing.Span.Builder micrometer() {
			return this.micrometerTracer.spanBuilder().name("mine");
		}

	}

}

package io.github.tracingstarter.ui;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import io.github.tracingstarter.configuration.InvalidTracingPropertyException;
import io.github.tracingstarter.testing.RecordedSpans;
import io.github.tracingstarter.ui.store.TraceStore;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.sdk.trace.SpanProcessor;
import net.bytebuddy.ByteBuddy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.io.DefaultResourceLoader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Which applications have the page and which do not, and its address.
 */
@ExtendWith(OutputCaptureExtension.class)
class UiPlacementTests {

	@Test
	void belowTheContextPath(CapturedOutput output) {
		try (ConfigurableApplicationContext context = UiTestApplication.run("server.servlet.context-path=/shop",
				"spring.mvc.servlet.path=/mvc", "tracing.ui.path=/dev/traces")) {
			RawHttp http = RawHttp.to(context);
			assertThat(http.get("/shop/mvc/dev/traces").header("Location")).isEqualTo("traces/");
			assertThat(http.get("/shop/mvc/dev/traces/lit-html.js").status()).isEqualTo(200);
			assertThat(http.get("/shop/mvc/dev/traces/api/v1/meta").body())
				.contains("\"baseUrl\":\"http://localhost:%d/shop\"".formatted(http.port()))
				.contains("\"sampleRequest\":\"/mvc/boom\"", "\"path\":\"/mvc/dev/traces\"");
			assertThat(http.get("/shop/dev/traces/").status()).isEqualTo(404);
			assertThat(http.get("/dev/traces/").status()).isEqualTo(404);
			assertThat(output).contains("Traces at http://localhost:%d/shop/mvc/dev/traces\n".formatted(http.port()));
		}
	}

	@Test
	void notOnTheManagementPort() {
		try (ConfigurableApplicationContext context = UiTestApplication
			.run("management.server.port=0", "spring.autoconfigure.exclude="
					+ "org.springframework.boot.jetty.autoconfigure.actuate.web.server.JettyServletManagementContextAutoConfiguration")) {
			RawHttp management = new RawHttp(InetAddress.getLoopbackAddress(),
					context.getEnvironment().getRequiredProperty("local.management.port", Integer.class));
			assertThat(management.get("/actuator/health").status()).isEqualTo(200);
			assertThat(management.get("/tracing/").status()).isEqualTo(404);
			assertThat(RawHttp.to(context).get("/tracing/").status()).isEqualTo(200);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "tracing.ui.enabled=false", "tracing.ui.enabled=", "tracing.enabled=false" })
	void off(String property) {
		try (ConfigurableApplicationContext context = UiTestApplication.run("management.opentelemetry.enabled=true",
				property)) {
			assertThat(context.getBeanNamesForType(UiHandler.class)).isEmpty();
			assertThat(context.containsBean("tracingUiFilter")).isFalse();
			assertThat(context.getBeanNamesForType(RequestLog.class)).isEmpty();
			RawHttp http = RawHttp.to(context);
			assertThat(http.get("/tracing").status()).isEqualTo(404);
			assertThat(http.get("/tracing/").status()).isEqualTo(404);
			assertThat(http.get("/tracing/api/v1/meta").status()).isEqualTo(404);
			assertThat(http.get("/META-INF/tracing-ui/lit-html.js").status()).isEqualTo(404);
			assertThat(http.send("POST", "/v1/traces", "{}", "Content-Type: application/json").status()).isEqualTo(404);
			assertThat(http.get("/hello").header("Server-Timing")).isEmpty();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "tracing.ui.enabled=false", "tracing.enabled=false" })
	void offLeavesNothingBehind(String property) {
		Set<Thread> before = Thread.getAllStackTraces().keySet();
		List<String> appenders = appenders();
		try (ConfigurableApplicationContext context = UiTestApplication.run("management.opentelemetry.enabled=true",
				property)) {
			RawHttp.to(context).get("/hello");
			assertNoPage(context, before);
			assertThat(appenders()).isEqualTo(appenders);
		}
	}

	@Test
	void offWhereAnotherTracerIs() {
		Set<Thread> before = Thread.getAllStackTraces().keySet();
		List<String> appenders = appenders();
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(UiTestApplication.class)
			.resourceLoader(new DefaultResourceLoader(new WithAnotherTracer()))
			.run(UiTestApplication.arguments())) {
			RawHttp http = RawHttp.to(context);
			assertThat(http.get("/tracing/").status()).isEqualTo(404);
			assertThat(http.get("/hello").body()).isEqualTo("hello");
			assertNoPage(context, before);
			assertThat(appenders()).isEqualTo(appenders);
		}
	}

	private static void assertNoPage(ConfigurableApplicationContext context, Set<Thread> before) {
		assertThat(context.getBeanDefinitionNames()).filteredOn((name) -> {
			Class<?> type = context.getType(name);
			return type != null && type.getName().startsWith("io.github.tracingstarter.ui.")
					&& !type.getName().contains("UiTestApplication");
		}).isEmpty();
		assertThat(context.getBeansOfType(TraceStore.class)).isEmpty();
		assertThat(context.getBeansOfType(SpanProcessor.class).values())
			.noneMatch((processor) -> processor.getClass().getName().startsWith("io.github.tracingstarter.ui."));
		assertThat(Thread.getAllStackTraces().keySet()).filteredOn((thread) -> !before.contains(thread))
			.extracting(Thread::getName)
			.doesNotContain("tracing-store");
	}

	private static List<String> appenders() {
		List<String> names = new ArrayList<>();
		((LoggerContext) LoggerFactory.getILoggerFactory()).getLogger(Logger.ROOT_LOGGER_NAME)
			.iteratorForAppenders()
			.forEachRemaining((appender) -> names.add(appender.getName()));
		names.removeIf((name) -> !name.startsWith("tracing-"));
		return names;
	}

	@Test
	void twoApplicationsInOneProcessHaveAPageEach() throws InterruptedException {
		Set<Thread> before = Thread.getAllStackTraces().keySet();
		int appenders = appenders().size();
		try (ConfigurableApplicationContext first = UiTestApplication.run()) {
			RawHttp http = RawHttp.to(first);
			try (ConfigurableApplicationContext second = UiTestApplication.run()) {
				endSpan(first, "one");
				endSpan(second, "two");
				assertThat(names(first)).containsExactly("one");
				assertThat(names(second)).containsExactly("two");
				assertThat(appenders()).hasSize(appenders + 2);
			}
			assertThat(appenders()).hasSize(appenders + 1);
			endSpan(first, "three");
			assertThat(names(first)).containsExactly("three", "one");
			assertThat(http.get("/tracing/").status()).isEqualTo(200);
		}
		assertThat(appenders()).hasSize(appenders);
		for (Thread thread : Thread.getAllStackTraces().keySet()) {
			if (!before.contains(thread) && thread.getName().equals("tracing-store")) {
				thread.join(TimeUnit.SECONDS.toMillis(10));
				assertThat(thread.isAlive()).isFalse();
			}
		}
	}

	private static void endSpan(ConfigurableApplicationContext context, String name) {
		context.getBean(OpenTelemetry.class).getTracer("test").spanBuilder(name).startSpan().end();
	}

	private static List<String> names(ConfigurableApplicationContext context) {
		return context.getBean(TraceStore.class)
			.changedSince(0, 10)
			.stream()
			.map((trace) -> trace.spans().get(0).name())
			.toList();
	}

	@Test
	void offWithoutAWebServer() {
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(UiTestApplication.class)
			.web(WebApplicationType.NONE)
			.run("--tracing.ui.enabled=true", "--tracing.exporters=none")) {
			assertThat(context.getBeanNamesForType(UiHandler.class)).isEmpty();
		}
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "/", "tracing", "/tracing/", "/tracing/**", "/{x}", "//tracing", "/a/../b", "/tr?", "/a b" })
	void aWrongPathStopsTheStart(String path) {
		assertThatThrownBy(() -> UiTestApplication.run("tracing.ui.path=" + path))
			.hasRootCauseInstanceOf(InvalidTracingPropertyException.class)
			.hasStackTraceContaining("tracing.ui.path=%s cannot be used because it is not a path".formatted(path));
	}

	@Test
	void authenticatedAccessNeedsSpringSecurity(CapturedOutput output) {
		assertThatThrownBy(() -> UiTestApplication.run("tracing.ui.access=authenticated"))
			.isInstanceOf(InvalidTracingPropertyException.class);
		assertThat(output)
			.contains("The property 'tracing.ui.access' has the value 'authenticated', which cannot be "
					+ "used because Spring Security is not set up to authenticate users.")
			.contains("Add spring-boot-starter-security, or use local.");
	}

	@Test
	void readOnly() {
		try (ConfigurableApplicationContext context = UiTestApplication.run("tracing.ui.read-only=true",
				"tracing.ui.jaeger-url=http://localhost:16686")) {
			RawHttp http = RawHttp.to(context);
			assertThat(http.get("/tracing/api/v1/meta").body()).contains("\"readOnly\":true")
				.contains("\"jaegerUrl\":\"http://localhost:16686\"")
				.doesNotContain("token");
			RawHttp.Response response = http.send("POST", "/tracing/api/v1/echo", "{}",
					"Content-Type: application/json", "X-Tracing-Token: " + context.getBean(UiGate.class).token());
			assertThat(response.status()).isEqualTo(403);
			assertThat(response.body()).contains("tracing.ui.read-only=false");
		}
	}

	@Test
	void thePageOfJaegerIsNamedWithoutCredentials() {
		try (ConfigurableApplicationContext context = UiTestApplication
			.run("tracing.ui.jaeger-url=https://ann:S3cret@jaeger.example/ui?token=S3cret")) {
			assertThat(RawHttp.to(context).get("/tracing/api/v1/meta").body())
				.contains("\"jaegerUrl\":\"https://jaeger.example/ui\"")
				.doesNotContain("S3cret");
		}
	}

	@Test
	void responsesNameTheirTraceAndFailuresAreLogged(CapturedOutput output) {
		try (ConfigurableApplicationContext context = UiTestApplication.run("tracing.ui.slow-threshold=1h")) {
			RawHttp http = RawHttp.to(context);
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			RawHttp.Response response = http.get("/hello");
			spans.await(1);
			assertThat(response.header("Server-Timing"))
				.isEqualTo("trace;desc=\"%s\"".formatted(spans.named("GET /hello").getTraceId()));
			assertThat(http.get("/tracing/").header("Server-Timing")).isEmpty();
			http.get("/boom");
			spans.await(2);
			assertThat(output.getAll())
				.containsPattern("GET /boom took \\d+ ms \\(500\\): http://localhost:%d/tracing/#/traces/%s"
					.formatted(http.port(), spans.named("GET /boom").getTraceId()));
			assertThat(output.getAll()).doesNotContain("GET /hello took");
		}
	}

	@Test
	void whatIsLoggedAndSentCanBeSwitchedOff(CapturedOutput output) {
		try (ConfigurableApplicationContext context = UiTestApplication.run("tracing.ui.request-log=false",
				"tracing.ui.server-timing=false", "tracing.ui.slow-threshold=0ms")) {
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			assertThat(RawHttp.to(context).get("/hello").header("Server-Timing")).isEmpty();
			spans.await(1);
			assertThat(output.getAll()).doesNotContain("GET /hello took");
		}
	}

	private static final class WithAnotherTracer extends ClassLoader {

		private static final String NAME = "io.opentelemetry.instrumentation.spring.autoconfigure.OpenTelemetryAutoConfiguration";

		WithAnotherTracer() {
			super(UiPlacementTests.class.getClassLoader());
			byte[] bytes = new ByteBuddy().subclass(Object.class).name(NAME).make().getBytes();
			defineClass(NAME, bytes, 0, bytes.length);
		}

	}

}

package io.github.tracingstarter.configuration;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Stream;

import io.github.tracingstarter.differential.ApplicationClassLoader;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.core.io.DefaultResourceLoader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Off means that nothing of the starter remains, and nothing of Boot's tracing that came
 * with it.
 */
@ExtendWith(OutputCaptureExtension.class)
class SwitchedOffTests {

	@Test
	void disabledLeavesNoTraceOfUs(CapturedOutput output) {
		Set<Thread> before = Thread.getAllStackTraces().keySet();
		try (ConfigurableApplicationContext context = run(getClass().getClassLoader(), "tracing.enabled=false")) {
			assertThat(ours(context)).isEmpty();
			assertThat(context.getBeanProvider(SdkTracerProvider.class).stream()).isEmpty();
			assertThat(Thread.getAllStackTraces().keySet()).filteredOn((thread) -> !before.contains(thread))
				.extracting(Thread::getName)
				.noneMatch((name) -> name.startsWith("tracing-") || name.startsWith("Batch"));
			assertThat(output).doesNotContain("Tracing ");
			assertThat(context.getEnvironment().getProperty("logging.expect-correlation-id", Boolean.class)).isFalse();
		}
	}

	@Test
	void whoeverInjectsATracerStillStarts() {
		try (ConfigurableApplicationContext context = run(getClass().getClassLoader(), "tracing.enabled=false",
				"injects-tracer=true")) {
			assertThat(ours(context)).isEmpty();
		}
	}

	@ParameterizedTest
	@CsvSource({ "management.opentelemetry.enabled=false", "otel.sdk.disabled=true" })
	void theSwitchesOfOthersSwitchOffToo(String property) {
		try (ConfigurableApplicationContext context = run(getClass().getClassLoader(), property)) {
			assertThat(ours(context)).isEmpty();
		}
	}

	@Test
	void aSwitchThatIsNeitherOnNorOffStopsTheStart() {
		assertThatThrownBy(() -> run(getClass().getClassLoader(), "tracing.enabled=maybe"))
			.hasStackTraceContaining("tracing.enabled=maybe cannot be used because it is neither true nor false");
	}

	@Test
	void enabledIsThere() {
		try (ConfigurableApplicationContext context = run(getClass().getClassLoader())) {
			assertThat(ours(context)).isNotEmpty();
			assertThat(context.getBeanProvider(SdkTracerProvider.class).stream()).hasSize(1);
		}
	}

	@ParameterizedTest
	@CsvSource(
			textBlock = """
					io.opentelemetry.instrumentation.spring.autoconfigure.OpenTelemetryAutoConfiguration, opentelemetry-spring-boot-starter is present
					io.micrometer.tracing.brave.bridge.BraveTracer org.springframework.boot.micrometer.tracing.brave.autoconfigure.BraveAutoConfiguration, micrometer-tracing-bridge-brave (part of spring-boot-starter-zipkin)
					""")
	void anotherTracerMakesUsStandBack(String classes, String message, CapturedOutput output) {
		try (ConfigurableApplicationContext context = run(ApplicationClassLoader.traced(classes.split(" ")))) {
			assertThat(ours(context)).isEmpty();
			assertThat(output.getAll().lines().filter((line) -> line.contains("backs off"))).hasSize(1)
				.allSatisfy((line) -> assertThat(line).contains(message).contains("instead, remove the dependency"));
		}
	}

	private static Stream<String> ours(ConfigurableApplicationContext context) {
		return Arrays.stream(context.getBeanDefinitionNames())
			.filter((name) -> !name.equals("switchedOffTests.Application"))
			.filter((name) -> !name.equals(NoopTracingAutoConfiguration.class.getName()))
			.filter((name) -> {
				Class<?> type = context.getType(name);
				return type != null && type.getName().startsWith("io.github.tracingstarter")
						&& type != Application.class;
			});
	}

	private static ConfigurableApplicationContext run(ClassLoader classLoader, String... properties) {
		return new SpringApplicationBuilder(Application.class).resourceLoader(new DefaultResourceLoader(classLoader))
			.properties("server.port=0", "tracing.exporters=none", "spring.main.banner-mode=off")
			.properties(properties)
			.run();
	}

	@SpringBootConfiguration
	@EnableAutoConfiguration
	static class Application {

		@Bean
		@ConditionalOnBooleanProperty("injects-tracer")
		String tracerName(io.opentelemetry.api.trace.Tracer tracer) {
			return tracer.getClass().getName();
		}

	}

}

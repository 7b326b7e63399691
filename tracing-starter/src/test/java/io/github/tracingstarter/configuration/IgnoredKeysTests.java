package io.github.tracingstarter.configuration;

import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
class IgnoredKeysTests {

	@ParameterizedTest
	@CsvSource({ "otel.exporter.otlp.endpoint, set tracing.otlp.endpoint",
			"otel.exporter.otlp.headers.x-api-key, set tracing.otlp.headers",
			"otel.traces.exporter, set tracing.exporters",
			"otel.instrumentation.jdbc.enabled, set tracing.jdbc.enabled",
			"otel.instrumentation.jdbc.statement-sanitizer.enabled, set tracing.jdbc.sanitize",
			"'otel.instrumentation.camel.enabled', 'remove it: nothing takes its place, and what is traced has switches, tracing.<name>.enabled'",
			"otel.metrics.exporter, remove it: no metrics are sent",
			"otel.something.new, remove it: nothing takes its place", "management.tracing.enabled, set tracing.enabled",
			"management.otlp.tracing.endpoint, set tracing.otlp.endpoint",
			"MANAGEMENT_OTLP_TRACING_ENDPOINT, set tracing.otlp.endpoint",
			"management.zipkin.tracing.endpoint, set tracing.zipkin.endpoint",
			"spring.sleuth.sampler.probability, set tracing.sampling.probability",
			"spring.sleuth.sampler.rate, set tracing.sampling.probability",
			"SPRING_SLEUTH_SAMPLER_PROBABILITY, set tracing.sampling.probability",
			"spring.sleuth.traceId128, remove it: nothing takes its place",
			"spring.zipkin.baseUrl, set tracing.zipkin.endpoint" })
	void aKeyThatIsNotReadIsNamedWithWhatToDo(String key, String advice) {
		assertThat(find(Map.of(key, "x"))).isEqualTo(Map.of(key, advice));
	}

	@ParameterizedTest
	@ValueSource(strings = { "otel.sdk.disabled", "otel.bsp.schedule.delay", "otel.bsp.max.queue.size",
			"otel.bsp.max.export.batch.size", "management.tracing.sampling.probability",
			"management.tracing.export.enabled", "management.tracing.export.otlp.enabled",
			"management.tracing.export.zipkin.endpoint", "management.tracing.propagation.type",
			"management.tracing.baggage.remote-fields", "management.opentelemetry.enabled",
			"management.opentelemetry.resource-attributes.a", "management.opentelemetry.tracing.sampler",
			"management.opentelemetry.tracing.export.otlp.endpoint",
			"management.opentelemetry.tracing.export.max-queue-size", "management.otlp.metrics.export.url",
			"management.opentelemetry.logging.export.otlp.endpoint", "management.observations.enable.http",
			"spring.application.name", "tracing.otlp.endpoint", "hotel.exporter.otlp.endpoint", "otelier.name" })
	void aKeyThatIsReadOrNotOfTracingIsNotNamed(String key) {
		assertThat(find(Map.of(key, "x"))).isEmpty();
	}

	/**
	 * A list has a key for each of its elements.
	 */
	@Test
	void aListIsNamedOnce() {
		assertThat(find(
				Map.of("spring.sleuth.baggage.remote-fields[0]", "a", "spring.sleuth.baggage.remote-fields[1]", "b")))
			.isEqualTo(Map.of("spring.sleuth.baggage.remote-fields", "set management.tracing.baggage.remote-fields"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "OTEL_SERVICE_NAME", "OTEL_RESOURCE_ATTRIBUTES", "OTEL_EXPORTER_OTLP_ENDPOINT",
			"OTEL_EXPORTER_OTLP_TRACES_HEADERS", "OTEL_TRACES_SAMPLER", "OTEL_SDK_DISABLED", "OTEL_BSP_SCHEDULE_DELAY",
			"OTEL_METRICS_EXPORTER", "OTEL_LOGS_EXPORTER", "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", "OTEL_POD_IP",
			"OTEL_RESOURCE_ATTRIBUTES_NODE_NAME" })
	void aVariableThatIsReadOrNotOfTracingIsNotNamed(String variable) {
		assertThat(findVariable(variable, true)).isEmpty();
		assertThat(findVariable(variable, false)).isEmpty();
	}

	@ParameterizedTest
	@CsvSource({ "OTEL_TRACES_SAMPLER_ARG, set tracing.sampling.probability",
			"OTEL_PROPAGATORS, set management.tracing.propagation.type", "OTEL_TRACES_EXPORTER, set tracing.exporters",
			"OTEL_EXPORTER_OTLP_COMPRESSION, set tracing.otlp.compression",
			"OTEL_EXPORTER_OTLP_TRACES_CLIENT_KEY, set tracing.otlp.ssl.bundle" })
	void aVariableThatBootReadsIsNamedWhereBootDoesNot(String variable, String advice) {
		assertThat(findVariable(variable, true)).isEmpty();
		assertThat(findVariable(variable, false)).isEqualTo(Map.of(variable, advice));
	}

	@ParameterizedTest
	@CsvSource({ "OTEL_INSTRUMENTATION_JDBC_ENABLED, set tracing.jdbc.enabled",
			"OTEL_BSP_EXPORT_TIMEOUT, set tracing.otlp.timeout",
			"OTEL_EXPORTER_ZIPKIN_ENDPOINT, set tracing.zipkin.endpoint",
			"OTEL_JAVAAGENT_DEBUG, remove it: there is no agent" })
	void aVariableThatNobodyReadsIsNamed(String variable, String advice) {
		assertThat(findVariable(variable, true)).isEqualTo(Map.of(variable, advice));
	}

	/**
	 * The message names the variable, not the key to which Boot maps it.
	 */
	@Test
	void whatBootMadeOfVariablesIsNotNamed() {
		StandardEnvironment environment = new StandardEnvironment();
		environment.getPropertySources()
			.addFirst(new MapPropertySource(TracingState.MAPPED_VARIABLES,
					Map.of("management.opentelemetry.tracing.export.timeout", "5s")));
		assertThat(new IgnoredKeys(environment).find()).isEmpty();
	}

	@Test
	void allAreInOneLineWithoutTheirValues(CapturedOutput output) {
		StandardEnvironment environment = new StandardEnvironment();
		environment.getPropertySources()
			.addFirst(
					new MapPropertySource("test", Map.of("otel.exporter.otlp.endpoint", "http://user:s3cret@collector",
							"otel.exporter.otlp.headers", "x-api-key=k3y", "spring.zipkin.enabled", "true")));
		new IgnoredKeys(environment).log();
		assertThat(output.getAll().lines().filter((line) -> line.contains("Not read here")).toList()).singleElement()
			.asString()
			.endsWith("Not read here: otel.exporter.otlp.endpoint (set tracing.otlp.endpoint), "
					+ "otel.exporter.otlp.headers (set tracing.otlp.headers), "
					+ "spring.zipkin.enabled (set tracing.exporters)");
		assertThat(output).doesNotContain("s3cret", "k3y");
	}

	@Test
	void whereThereIsNoneNothingIsLogged(CapturedOutput output) {
		new IgnoredKeys(new StandardEnvironment()).log();
		assertThat(output).doesNotContain("Not read here");
	}

	private static Map<String, String> find(Map<String, Object> properties) {
		StandardEnvironment environment = new StandardEnvironment();
		environment.getPropertySources().addFirst(new MapPropertySource("test", properties));
		return new IgnoredKeys(environment).find();
	}

	private static Map<String, String> findVariable(String name, boolean mapped) {
		StandardEnvironment environment = new StandardEnvironment();
		environment.getPropertySources()
			.replace(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, new SystemEnvironmentPropertySource(
					StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, Map.of(name, "x")));
		return new IgnoredKeys(environment, mapped).find();
	}

}

package io.github.tracingstarter.export;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Tests of wrong values: they make startup fail, with a message that names the key, the
 * value and the fix.
 */
@ExtendWith(OutputCaptureExtension.class)
class ExportPropertiesTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			tracing.exporters                   | jager          | Did you mean 'jaeger'? Jaeger takes OTLP: use 'otlp'.
			tracing.exporters                   | jaeger         | Jaeger takes OTLP: use 'otlp'.
			tracing.exporters                   | zipkn          | Did you mean 'zipkin'?
			tracing.exporters                   | otlp,none      | Use 'none' alone
			tracing.sampling.probability        | 2              | 1.0 for all
			tracing.sampling.probability        | -0.5           | 1.0 for all
			tracing.sampling.probability        | NaN            | 1.0 for all
			management.tracing.sampling.probability | 7          | 1.0 for all
			tracing.otlp.endpoint               | localhost      | http://localhost:4317
			tracing.otlp.endpoint               | localhost:4317 | http://localhost:4317
			tracing.otlp.endpoint               | http://        | http://localhost:4317
			tracing.otlp.endpoint               | ftp://host:21  | http://localhost:4317
			management.opentelemetry.tracing.export.otlp.endpoint | collector | http://localhost:4317
			tracing.otlp.timeout                | 0s             | 10s
			tracing.batch.max-queue-size        | -1             | above 0
			tracing.batch.max-queue-size        | 2147483647     | 16777216 or less
			tracing.batch.max-queue-memory      | 0B             | above 0
			tracing.batch.max-export-batch-size | 99999          | 32768 or less
			tracing.batch.schedule-delay        | 0s             | above 0
			tracing.batch.shutdown-timeout      | -1s            | 0s not to wait
			""")
	void aWrongValueStopsTheStart(String key, String value, String fix, CapturedOutput output) {
		assertThatException().isThrownBy(() -> TestApplication.run("%s=%s".formatted(key, value)).close());
		assertThat(output.getAll()).contains("APPLICATION FAILED TO START")
			.contains("The property '%s' has the value '".formatted(key))
			.contains(fix);
	}

	@ParameterizedTest
	@CsvSource({ "tracing.zipkin.endpoint, localhost", "tracing.zipkin.endpoint, zipkin:9411" })
	void aWrongZipkinEndpointStopsTheStart(String key, String value, CapturedOutput output) {
		assertThatException()
			.isThrownBy(() -> TestApplication.run("tracing.exporters=zipkin", "%s=%s".formatted(key, value)).close());
		assertThat(output.getAll()).contains("The property '%s' has the value '%s'".formatted(key, value))
			.contains("http://localhost:9411/api/v2/spans");
	}

	@ParameterizedTest
	@CsvSource({ "tracing.otlp.protocol, carrier-pigeon", "tracing.otlp.compression, zip",
			"tracing.batch.max-queue-size, many", "tracing.batch.schedule-delay, soon",
			"tracing.sampling.probability, all" })
	void aValueOfTheWrongTypeStopsTheStart(String key, String value, CapturedOutput output) {
		assertThatException().isThrownBy(() -> TestApplication.run("%s=%s".formatted(key, value)).close());
		assertThat(output.getAll()).contains("APPLICATION FAILED TO START").contains(key).contains(value);
	}

	@Test
	void aMissingSslBundleStopsTheStart(CapturedOutput output) {
		assertThatException().isThrownBy(() -> TestApplication.run("tracing.otlp.ssl.bundle=collectr").close());
		assertThat(output.getAll()).contains("APPLICATION FAILED TO START").contains("collectr");
	}

	@Test
	void severalExportersWorkTogether() {
		try (ConfigurableApplicationContext application = TestApplication
			.run("tracing.exporters=OTLP, zipkin ,console")) {
			assertThat(application.getBeanProvider(ExportTarget.class).stream()).hasSize(2);
			assertThat(application.getBeanProvider(ConsoleSpanProcessor.class).stream()).hasSize(1);
		}
	}

}

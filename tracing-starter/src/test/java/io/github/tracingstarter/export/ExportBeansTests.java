package io.github.tracingstarter.export;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.tracingstarter.testing.CustomizedExporters;
import io.github.tracingstarter.testing.OtlpReceiver;
import io.micrometer.tracing.exporter.FinishedSpan;
import io.micrometer.tracing.exporter.SpanExportingPredicate;
import io.micrometer.tracing.exporter.SpanFilter;
import io.micrometer.tracing.exporter.SpanReporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.trace.OtlpGrpcSpanExporter;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.otlp.OtlpGrpcSpanExporterBuilderCustomizer;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Scope;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the application's own beans for exporting continue to work.
 */
@ExtendWith(OutputCaptureExtension.class)
class ExportBeansTests {

	@Test
	void bootsBatchProcessorIsReplaced() {
		try (ConfigurableApplicationContext application = TestApplication.run()) {
			assertThat(application.getBeanProvider(BatchSpanProcessor.class).stream()).isEmpty();
			assertThat(application.getBeanProvider(BatchingSpanProcessor.class).stream()).hasSize(1);
		}
	}

	@Test
	void aBatchProcessorOfTheApplicationWins() {
		try (ConfigurableApplicationContext application = TestApplication.run(OwnBatchProcessor.class)) {
			assertThat(application.getBeanProvider(BatchingSpanProcessor.class).stream()).isEmpty();
			TestApplication.trace(application);
			application.getBean(BatchSpanProcessor.class).forceFlush().join(10, java.util.concurrent.TimeUnit.SECONDS);
			assertThat(application.getBean(InMemorySpanExporter.class).getFinishedSpanItems()).hasSize(2);
		}
	}

	@Test
	void exporterBeansGetEverySpanToo() {
		try (OtlpReceiver receiver = OtlpReceiver.start();
				ConfigurableApplicationContext application = TestApplication.run(OwnExporter.class,
						"tracing.otlp.endpoint=" + receiver.url())) {
			TestApplication.trace(application);
			flush(application);
			assertThat(receiver.count()).isEqualTo(2);
			assertThat(application.getBean(InMemorySpanExporter.class).getFinishedSpanItems()).hasSize(2);
		}
	}

	@Test
	void anOtlpExporterOfTheApplicationWins() {
		try (OtlpReceiver receiver = OtlpReceiver.start();
				ConfigurableApplicationContext application = TestApplication.run(OwnOtlpExporter.class,
						"own.endpoint=" + receiver.url())) {
			assertThat(application.getBeanProvider(ExportTarget.class).stream()).isEmpty();
			TestApplication.trace(application);
			flush(application);
			assertThat(receiver.count()).isEqualTo(2);
		}
	}

	@Test
	void micrometersPredicatesFiltersAndReportersWork() {
		try (OtlpReceiver receiver = OtlpReceiver.start();
				ConfigurableApplicationContext application = TestApplication.run(MicrometerBeans.class,
						"tracing.otlp.endpoint=" + receiver.url())) {
			TestApplication.trace(application);
			flush(application);
			assertThat(receiver.tree()).isEqualTo("SERVER GET /users/{id} filtered\n");
			assertThat(application.getBean(MicrometerBeans.class).reported).containsExactly("GET /users/{id} filtered");
		}
	}

	@Test
	void bootsCustomizersAreHonoured() {
		try (OtlpReceiver receiver = OtlpReceiver.start();
				ConfigurableApplicationContext application = TestApplication.run(Customizer.class,
						"tracing.otlp.endpoint=" + receiver.url())) {
			TestApplication.trace(application);
			flush(application);
			assertThat(receiver.requests()).singleElement()
				.satisfies((request) -> assertThat(request).containsEntry("x-tenant", "blue"));
		}
	}

	@Test
	void theExportThreadCreatesNoBeans() {
		try (OtlpReceiver receiver = OtlpReceiver.start();
				ConfigurableApplicationContext application = TestApplication.run(PrototypeCustomizer.class,
						"tracing.otlp.endpoint=" + receiver.url())) {
			TestApplication.trace(application);
			flush(application);
			assertThat(application.getBean(PrototypeCustomizer.class).threads).isNotEmpty()
				.doesNotContain("tracing-export");
		}
	}

	@Test
	void anExporterThatThrowsHarmsNobody(CapturedOutput output) {
		try (OtlpReceiver receiver = OtlpReceiver.start();
				ConfigurableApplicationContext application = TestApplication.run(ThrowingExporter.class,
						"tracing.otlp.endpoint=" + receiver.url())) {
			TestApplication.trace(application);
			flush(application);
			TestApplication.trace(application);
			flush(application);
			assertThat(receiver.count()).isEqualTo(4);
			assertThat(output.getAll().lines().filter((line) -> line.contains("rejects spans"))).singleElement()
				.asString()
				.contains("SpanExporter bean")
				.contains("it always throws");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "grpc", "http" })
	void exportersOfOthersGoOnLogging(String protocol, CapturedOutput output) {
		String logger = protocol.equals("grpc") ? "GrpcExporter" : "HttpExporter";
		String endpoint = "http://localhost:1";
		try (ConfigurableApplicationContext application = TestApplication.run(CustomizedExporters.class,
				"tracing.otlp.endpoint=" + endpoint, "tracing.otlp.protocol=" + protocol);
				SpanExporter others = protocol.equals("grpc")
						? OtlpGrpcSpanExporter.builder().setEndpoint(endpoint).setRetryPolicy(null).build()
						: OtlpHttpSpanExporter.builder().setEndpoint(endpoint).setRetryPolicy(null).build()) {
			TestApplication.trace(application);
			flush(application);
			assertThat(output).contains("does not accept spans").doesNotContain(logger);
			others.export(List.of()).join(10, java.util.concurrent.TimeUnit.SECONDS);
			assertThat(output).contains(logger);
		}
	}

	@Test
	void bootsSwitchTurnsExportOff() {
		try (ConfigurableApplicationContext application = TestApplication
			.run("management.tracing.export.enabled=false")) {
			assertThat(application.getBeanProvider(ExportTarget.class).stream()).isEmpty();
		}
		try (ConfigurableApplicationContext application = TestApplication
			.run("management.tracing.export.otlp.enabled=false")) {
			assertThat(application.getBeanProvider(ExportTarget.class).stream()).isEmpty();
		}
	}

	@Test
	void nothingIsLeftWhenTracingIsOff() {
		try (ConfigurableApplicationContext application = TestApplication.run("tracing.enabled=false")) {
			assertThat(application.getBeanProvider(ExportTarget.class).stream()).isEmpty();
			assertThat(application.getBeanProvider(SpanProcessor.class).stream()).isEmpty();
			assertThat(application.getBeanProvider(ExporterChoice.class).stream()).isEmpty();
		}
	}

	private static void flush(ConfigurableApplicationContext application) {
		application.getBean(SdkTracerProvider.class).forceFlush().join(10, java.util.concurrent.TimeUnit.SECONDS);
	}

	@Configuration(proxyBeanMethods = false)
	static class OwnExporter {

		@Bean
		InMemorySpanExporter inMemorySpanExporter() {
			return InMemorySpanExporter.create();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnBatchProcessor {

		@Bean
		InMemorySpanExporter inMemorySpanExporter() {
			return InMemorySpanExporter.create();
		}

		@Bean
		BatchSpanProcessor ownBatchSpanProcessor(SpanExporter exporter) {
			return BatchSpanProcessor.builder(exporter).build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnOtlpExporter {

		@Bean
		OtlpGrpcSpanExporter ownOtlpExporter(org.springframework.core.env.Environment environment) {
			return OtlpGrpcSpanExporter.builder().setEndpoint(environment.getRequiredProperty("own.endpoint")).build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Customizer {

		@Bean
		OtlpGrpcSpanExporterBuilderCustomizer customizer() {
			return (builder) -> builder.addHeader("x-tenant", "blue");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class PrototypeCustomizer {

		private final List<String> threads = new CopyOnWriteArrayList<>();

		@Bean
		@Scope("prototype")
		OtlpGrpcSpanExporterBuilderCustomizer customizer() {
			this.threads.add(Thread.currentThread().getName());
			return (builder) -> builder.addHeader("x-tenant", "blue");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class MicrometerBeans {

		private final List<String> reported = new ArrayList<>();

		@Bean
		SpanExportingPredicate noSql() {
			return (span) -> !span.getName().startsWith("SELECT");
		}

		@Bean
		SpanFilter renaming() {
			return (span) -> span.setName(span.getName() + " filtered");
		}

		@Bean
		SpanReporter reporter() {
			return new SpanReporter() {

				@Override
				public void report(FinishedSpan span) {
					MicrometerBeans.this.reported.add(span.getName());
				}

				@Override
				public void close() {
				}

			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ThrowingExporter {

		@Bean
		SpanExporter throwing() {
			return new SpanExporter() {

				@Override
				public CompletableResultCode export(Collection<SpanData> spans) {
					throw new IllegalStateException("it always throws");
				}

				@Override
				public CompletableResultCode flush() {
					return CompletableResultCode.ofSuccess();
				}

				@Override
				public CompletableResultCode shutdown() {
					return CompletableResultCode.ofSuccess();
				}

			};
		}

	}

}

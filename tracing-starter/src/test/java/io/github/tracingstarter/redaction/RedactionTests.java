package io.github.tracingstarter.redaction;

import java.util.List;
import java.util.Map;

import io.github.tracingstarter.testing.OtlpReceiver;
import io.github.tracingstarter.testing.RecordedSpans;
import io.github.tracingstarter.testing.ZipkinServer;
import io.github.tracingstarter.ui.store.StoredTrace;
import io.github.tracingstarter.ui.store.TraceStore;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.opentelemetry.semconv.ExceptionAttributes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Tests that no secret leaves the application in any way, regardless of what created the
 * span.
 */
@ExtendWith(OutputCaptureExtension.class)
class RedactionTests {

	private static final String SECRET = "S3cret";

	@Test
	void theValuesOfAStatementLeaveByNoWay(CapturedOutput output) throws Exception {
		try (OtlpReceiver receiver = OtlpReceiver.start();
				ZipkinServer zipkin = ZipkinServer.start();
				ConfigurableApplicationContext application = run(OwnExporter.class, "tracing.ui.enabled=true",
						"tracing.exporters=otlp,zipkin,console", "tracing.otlp.endpoint=" + receiver.url(),
						"tracing.zipkin.endpoint=" + zipkin.url() + "/api/v2/spans")) {
			String traceId = fail(application, () -> violate(application));
			flush(application);
			assertThat(receiver.await(4)).hasSize(4).noneMatch((span) -> span.toString().contains(SECRET));
			assertThat(receiver.spans()).anyMatch(
					(span) -> span.getName().equals("import") && span.getStatus().getMessage().contains("(SQL state"));
			List<Map<String, Object>> spans = zipkin.awaitTrace(traceId, 4);
			assertThat(spans.toString()).contains("SQL state").doesNotContain(SECRET);
			assertThat(application.getBean(InMemorySpanExporter.class).getFinishedSpanItems()).hasSize(4)
				.noneMatch((span) -> span.toString().contains(SECRET));
			StoredTrace stored = application.getBean(TraceStore.class).find(traceId);
			assertThat(stored).isNotNull();
			assertThat(stored.spans()).hasSize(4).noneMatch((span) -> span.toString().contains(SECRET));
		}
		assertThat(output.toString().lines().filter((line) -> line.contains("import"))).isNotEmpty();
		assertThat(output).doesNotContain(SECRET);
	}

	@Test
	void aBatchProcessorOfTheApplicationGetsWhatMayLeave() {
		try (ConfigurableApplicationContext application = run(OwnBatchProcessor.class)) {
			fail(application, () -> violate(application));
			flush(application);
			assertThat(application.getBean(InMemorySpanExporter.class).getFinishedSpanItems()).hasSize(4)
				.noneMatch((span) -> span.toString().contains(SECRET));
		}
	}

	@Test
	void theCredentialsOfAUrlDoNotLeaveWithTheFailureOfItsCall() {
		try (ConfigurableApplicationContext application = run(RecordedSpans.class)) {
			String url = "http://ann:S3cret@localhost:1/orders?token=S3cret&page=2";
			fail(application,
					() -> application.getBean(RestClient.Builder.class)
						.build()
						.get()
						.uri(java.net.URI.create(url))
						.retrieve()
						.toBodilessEntity());
			RecordedSpans spans = application.getBean(RecordedSpans.class);
			assertThat(spans.await(2)).hasSize(2)
				.noneMatch((span) -> (span + span.getEvents().toString() + span.getAttributes()).contains(SECRET));
			assertThat(spans.named("import").getStatus().getDescription())
				.startsWith("I/O error on GET request for \"http://REDACTED:REDACTED@localhost:1/orders\"");
			assertThat(spans.named("import").getEvents()).singleElement()
				.satisfies((event) -> assertThat(event.getAttributes().get(ExceptionAttributes.EXCEPTION_STACKTRACE))
					.contains("request for \"http://REDACTED:REDACTED@localhost:1")
					.contains("\tat " + getClass().getName())
					.contains("\nCaused by: "));
		}
	}

	private static String fail(ConfigurableApplicationContext application, Runnable work) {
		String[] traceId = new String[1];
		Observation observation = Observation.createNotStarted("import",
				application.getBean(ObservationRegistry.class));
		assertThatThrownBy(() -> observation.observe(() -> {
			traceId[0] = Span.current().getSpanContext().getTraceId();
			work.run();
		})).isInstanceOf(RuntimeException.class);
		return traceId[0];
	}

	private static void violate(ConfigurableApplicationContext application) {
		JdbcTemplate jdbc = application.getBean(JdbcTemplate.class);
		jdbc.execute("CREATE TABLE users (name VARCHAR(20) PRIMARY KEY)");
		jdbc.execute("INSERT INTO users VALUES ('S3cret')");
		jdbc.execute("INSERT INTO users VALUES ('S3cret')");
	}

	private static void flush(ConfigurableApplicationContext application) {
		application.getBean(SdkTracerProvider.class).forceFlush().join(10, java.util.concurrent.TimeUnit.SECONDS);
	}

	private static ConfigurableApplicationContext run(Class<?> configuration, String... properties) {
		return new SpringApplicationBuilder(Application.class, configuration).web(WebApplicationType.SERVLET)
			.properties("spring.main.banner-mode=off", "server.port=0", "tracing.exporters=none",
					"tracing.ui.enabled=false", "spring.datasource.generate-unique-name=true",
					"management.tracing.sampling.probability=1")
			.run(java.util.Arrays.stream(properties).map((property) -> "--" + property).toArray(String[]::new));
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration(
			excludeName = { "org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration",
					"org.springframework.boot.data.jpa.autoconfigure.DataJpaRepositoriesAutoConfiguration" })
	static class Application {

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnExporter {

		@Bean
		InMemorySpanExporter exporter() {
			return InMemorySpanExporter.create();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnBatchProcessor {

		@Bean
		InMemorySpanExporter exporter() {
			return InMemorySpanExporter.create();
		}

		@Bean
		BatchSpanProcessor processor(SpanExporter exporter) {
			return BatchSpanProcessor.builder(exporter).build();
		}

	}

}

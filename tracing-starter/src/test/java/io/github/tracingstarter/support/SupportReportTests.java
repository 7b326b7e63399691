package io.github.tracingstarter.support;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.github.tracingstarter.report.SupportReport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.SpringBootVersion;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.SpringVersion;
import org.springframework.core.env.StandardEnvironment;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of what a user pastes into an issue.
 */
class SupportReportTests {

	@TempDir
	private Path directory;

	@Test
	void saysWhatRuns() throws IOException {
		assertThat(section(report("", Map.of()), "tracing-starter"))
			.startsWith("tracing-starter %s, Spring Boot %s, Spring Framework %s".formatted("(unknown version)",
					SpringBootVersion.getVersion(), SpringVersion.getVersion()))
			.containsPattern("Micrometer \\d+\\.\\d+\\.\\d+, Micrometer Tracing \\d+\\.\\d+\\.\\d+, "
					+ "OpenTelemetry \\d+\\.\\d+\\.\\d+")
			.contains("Java " + System.getProperty("java.version"), System.getProperty("os.name"));
	}

	@Test
	void saysWhatIsTracedAndWhyNot() throws IOException {
		String report = report("tracing.jdbc.exclude=dataSource\ntracing.kafka.enabled=false", Map.of());
		assertThat(section(report, "Service:")).isEqualTo("Service:\n  orders\n");
		assertThat(section(report, "Spans go to:")).startsWith("Spans go to:\n  OTLP gRPC http://localhost:1: 0 sent");
		assertThat(section(report, "Traced:"))
			.contains("\n  task executors: applicationTaskExecutor (ThreadPoolTaskExecutor)\n")
			.doesNotContain("JDBC", "Kafka");
		assertThat(section(report, "Not traced:"))
			.contains("\n  JDBC: dataSource (HikariDataSource), because it is listed in tracing.jdbc.exclude\n")
			.contains("\n  Kafka (tracing.kafka.enabled): tracing.kafka.enabled is false\n")
			.contains("\n  Spring Security (tracing.security.enabled): tracing.security.enabled is false by default\n")
			.doesNotContain("task executors");
	}

	@Test
	void saysHowItIsConfigured() throws IOException {
		String report = report("""
				tracing.sampling.probability=0.5
				tracing.samplig.probability=0.5
				management.observations.enable.http=false
				otel.exporter.otlp.endpoint=http://collector
				""", Map.of("TRACING_JDBC_ROWS", "true", "OTEL_SERVICE_NAME", "orders"));
		assertThat(section(report, "Properties:")).isEqualTo("""
				Properties:
				  tracing.jdbc.rows=true (environment variable TRACING_JDBC_ROWS)
				  tracing.otlp.endpoint=http://localhost:1 (default properties of the application)
				  tracing.sampling.probability=0.5 (application.properties line 1)
				  tracing.service-name=orders (default properties of the application (spring.application.name))
				""");
		assertThat(section(report, "Other properties, without values:")).isEqualTo("""
				Other properties, without values:
				  management.observations.enable.http (application.properties line 3)
				  otel.exporter.otlp.endpoint (application.properties line 4)
				  otel.service.name (environment variable OTEL_SERVICE_NAME)
				""");
		assertThat(section(report, "Not read:")).isEqualTo("""
				Not read:
				  tracing.samplig.probability: did you mean tracing.sampling.probability?
				  otel.exporter.otlp.endpoint: set tracing.otlp.endpoint
				""");
	}

	@Test
	void noSecretIsInIt() throws IOException {
		String report = report("""
				tracing.otlp.endpoint=http://user:s3cret1@localhost:1/v1/traces?token=s3cret2
				tracing.otlp.headers.authorization=Bearer s3cret3
				tracing.zipkin.endpoint=http://user:s3cret4@zipkin/api?api_key=s3cret5
				tracing.ui.jaeger-url=http://user:s3cret6@jaeger/?access_token=s3cret7
				tracing.resource.api.key=s3cret8
				tracing.resource.authorization=s3cret9
				tracing.resource.link=https://user:s3cret10@host/
				management.opentelemetry.tracing.export.otlp.headers.x-api-key=s3cret11
				otel.exporter.otlp.headers=x-api-key=s3cret12
				spring.zipkin.base-url=http://user:s3cret13@zipkin
				tracing.unknown-password=s3cret14
				""",
				Map.of("TRACING_OTLP_HEADERS", "cookie=s3cret15", "OTEL_EXPORTER_OTLP_HEADERS", "cookie=s3cret16"));
		assertThat(report).doesNotContain("s3cret")
			.contains("tracing.otlp.endpoint=http://localhost:1/v1/traces?token=REDACTED", "tracing.otlp.headers=",
					"tracing.zipkin.endpoint=", "tracing.ui.jaeger-url=", "tracing.resource=",
					"management.opentelemetry.tracing.export.otlp.headers.x-api-key (", "otel.exporter.otlp.headers (",
					"spring.zipkin.base-url (", "tracing.unknown-password:");
	}

	@Test
	void nothingOfItIsCreatedBeforeSomebodyAsks() throws IOException {
		try (ConfigurableApplicationContext application = run("", Map.of())) {
			ConfigurableListableBeanFactory beans = application.getBeanFactory();
			assertThat(Stream.of(beans.getBeanNamesForType(SupportReport.class, true, false)))
				.isEqualTo(List.of("tracingSupportReport"));
			assertThat(beans.containsSingleton("tracingSupportReport")).isFalse();
			assertThat(beans.containsSingleton("tracingInstrumentations")).isFalse();
			assertThat(beans.containsSingleton("tracingSettings")).isFalse();
		}
	}

	/**
	 * Returns a part of the report, which begins with its title and ends with an empty
	 * line.
	 */
	private static String section(String report, String title) {
		return Stream.of(report.split("(?m)^\\R"))
			.filter((section) -> section.startsWith(title))
			.findFirst()
			.orElseThrow(() -> new AssertionError(report));
	}

	private String report(String properties, Map<String, Object> variables) throws IOException {
		try (ConfigurableApplicationContext application = run(properties, variables)) {
			return application.getBean(SupportReport.class).text();
		}
	}

	private ConfigurableApplicationContext run(String properties, Map<String, Object> variables) throws IOException {
		Files.writeString(this.directory.resolve("application.properties"), properties);
		return new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.environment(new StandardEnvironment() {

				@Override
				public Map<String, Object> getSystemEnvironment() {
					return variables;
				}

			})
			.properties("spring.config.location=" + this.directory.toUri(), "spring.application.name=orders",
					"tracing.otlp.endpoint=http://localhost:1", "spring.main.banner-mode=off")
			.run();
	}

	@SpringBootConfiguration
	@EnableAutoConfiguration
	static class Application {

	}

}

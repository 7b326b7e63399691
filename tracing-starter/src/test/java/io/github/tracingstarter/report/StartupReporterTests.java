package io.github.tracingstarter.report;

import java.net.ServerSocket;

import io.github.tracingstarter.testing.OtlpReceiver;
import io.github.tracingstarter.testing.Waiting;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
class StartupReporterTests {

	@Test
	void oneLineSaysWhatIsTracedWhereItGoesAndWhetherThatAnswers(CapturedOutput output) throws Exception {
		try (OtlpReceiver collector = OtlpReceiver.start()) {
			String endpoint = collector.url();
			assertThat(report(output, "tracing.otlp.endpoint=" + endpoint))
				.endsWith("spans go to OTLP gRPC %s (answers)".formatted(endpoint))
				.contains("Tracing ", "JDBC", "task executors");
		}
	}

	@Test
	void theLineSaysWhatIsWrong(CapturedOutput output) throws Exception {
		try (OtlpReceiver collector = OtlpReceiver.start()) {
			String endpoint = collector.url().replace("http", "https");
			assertThat(report(output, "tracing.otlp.endpoint=" + endpoint))
				.endsWith("(it does not use TLS; change tracing.otlp.endpoint to http://)");
		}
	}

	@Test
	void theLineNamesTheService(CapturedOutput output) {
		assertThat(report(output, "tracing.exporters=none", "tracing.service-name=orders"))
			.contains(" : Tracing orders: task executors")
			.endsWith("; spans go to no exporter");
	}

	@Test
	void theLineNamesTheMainClassWhereTheServiceHasNoName(CapturedOutput output) {
		assertThat(report(output, "tracing.exporters=none")).contains(" : Tracing Application: ");
	}

	@Test
	void aDeadCollectorDoesNotAnswer(CapturedOutput output) throws Exception {
		int port;
		try (ServerSocket closed = new ServerSocket(0)) {
			port = closed.getLocalPort();
		}
		assertThat(report(output, "tracing.otlp.endpoint=http://localhost:" + port)).endsWith("(does not answer)");
	}

	@Test
	void debugNamesEachBeanWithTheReason(CapturedOutput output) {
		try (ConfigurableApplicationContext context = run("tracing.exporters=console", "tracing.debug=true",
				"tracing.jdbc.exclude=dataSource")) {
			assertThat(context.isActive()).isTrue();
			assertThat(await(output, "spans go to")).endsWith("spans go to the console");
			await(output, "Report for an issue");
			await(output, "  JDBC: dataSource (HikariDataSource), because it is listed in tracing.jdbc.exclude");
			await(output, "  task executors: applicationTaskExecutor (ThreadPoolTaskExecutor)");
		}
	}

	@Test
	void anApplicationThatEndsAtOnceFailsNowhere(CapturedOutput output) throws InterruptedException {
		for (int i = 0; i < 5; i++) {
			run("tracing.exporters=none", "tracing.debug=true").close();
		}
		for (Thread thread : Thread.getAllStackTraces().keySet()) {
			if (thread.getName().equals("tracing-report")) {
				thread.join();
			}
		}
		assertThat(output).doesNotContain("Exception in thread");
	}

	@Test
	void withoutDebugThereIsNoReportForAnIssue(CapturedOutput output) {
		report(output, "tracing.exporters=none", "tracing.samplig.probability=0.5");
		await(output, "Unknown property");
		assertThat(output).doesNotContain("Report for an issue");
	}

	@Test
	void aMisspeltKeyIsNamedWithTheRightOne(CapturedOutput output) {
		report(output, "tracing.exporters=none", "tracing.samplig.probability=0.5");
		await(output, "Unknown property 'tracing.samplig.probability' is ignored. "
				+ "Did you mean 'tracing.sampling.probability'?");
	}

	@Test
	void aKeyOfAnotherTracerIsNamedWithTheOneToSet(CapturedOutput output) {
		report(output, "tracing.exporters=none", "otel.exporter.otlp.endpoint=http://user:s3cret@collector");
		assertThat(await(output, "Not read here"))
			.endsWith("Not read here: otel.exporter.otlp.endpoint (set tracing.otlp.endpoint)");
		assertThat(output).doesNotContain("s3cret");
	}

	private static String report(CapturedOutput output, String... properties) {
		try (ConfigurableApplicationContext context = run(properties)) {
			assertThat(context.isActive()).isTrue();
			return await(output, "spans go to");
		}
	}

	private static ConfigurableApplicationContext run(String... properties) {
		return new SpringApplicationBuilder(Application.class).main(Application.class)
			.web(WebApplicationType.NONE)
			.properties(properties)
			.run();
	}

	private static String await(CapturedOutput output, String text) {
		Waiting.awaitText(output, text);
		return output.getAll().lines().filter((line) -> line.contains(text)).findFirst().orElseThrow();
	}

	@SpringBootConfiguration
	@EnableAutoConfiguration
	static class Application {

	}

}

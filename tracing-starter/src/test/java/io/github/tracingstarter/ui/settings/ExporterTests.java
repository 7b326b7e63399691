package io.github.tracingstarter.ui.settings;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;

import io.github.tracingstarter.testing.OtlpReceiver;
import io.github.tracingstarter.testing.OtlpReceiver.Behaviour;
import io.github.tracingstarter.testing.Waiting;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import org.junit.jupiter.api.Test;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

/**
 * Tests of what the page shows about the exporters, and of its operations on them.
 */
class ExporterTests {

	@Test
	void takingSpansAndPaused() {
		try (OtlpReceiver receiver = OtlpReceiver.start();
				ConfigurableApplicationContext application = run(receiver.url())) {
			Page page = new Page(application);
			String description = "OTLP gRPC " + receiver.url();
			assertThat(page.get("/exporter")).containsOnlyKeys("destinations", "paused").containsEntry("paused", false);
			assertThat(destination(page)).isEqualTo(
					Map.of("description", description, "signal", "traces", "state", "idle", "sent", 0, "dropped", 0));
			assertThat(Page.list(page.get("/exporter"), "destinations"))
				.extracting((destination) -> destination.get("description"), (destination) -> destination.get("signal"))
				.containsExactly(tuple(description, "traces"), tuple(description, "logs"));
			assertThat(page.meta()).containsEntry("exporter",
					Map.of("description", description, "state", "idle", "reached", false));
			span(application, "first");
			flush(application);
			assertThat(destination(page)).containsEntry("state", "ok")
				.containsEntry("sent", 1)
				.containsEntry("dropped", 0)
				.containsKey("lastSuccessUs")
				.doesNotContainKey("failure");
			assertThat(page.post("/exporter/test", "{}"))
				.isEqualTo(Map.of("results", List.of(Map.of("description", description, "answers", true))));
			Map<String, Object> paused = page.post("/exporter/pause", "{\"paused\":true}");
			assertThat(paused).containsEntry("paused", true);
			assertThat(page.meta()).containsEntry("exporter",
					Map.of("description", description, "state", "paused", "reached", true));
			span(application, "second");
			flush(application);
			assertThat(page.post("/exporter/pause", "{\"paused\":false}")).containsEntry("paused", false);
			span(application, "third");
			flush(application);
			assertThat(receiver.await(2)).extracting((span) -> span.getName()).containsExactly("first", "third");
			assertThat(destination(page)).containsEntry("sent", 2).containsEntry("dropped", 0);
		}
	}

	@Test
	void deadAndComingBack() {
		OtlpReceiver receiver = OtlpReceiver.start();
		receiver.close();
		try (ConfigurableApplicationContext application = run(receiver.url())) {
			Page page = new Page(application);
			span(application, "kept");
			assertThat(await(page, (destination) -> "failing".equals(destination.get("state"))))
				.containsEntry("sent", 0)
				.containsEntry("dropped", 0)
				.doesNotContainKey("lastSuccessUs")
				.hasEntrySatisfying("failure", (failure) -> assertThat(failure.toString()).isNotBlank());
			assertThat(page.post("/exporter/test", "{}").get("results").toString()).contains("answers=false");
			receiver.restart();
			assertThat(await(page, (destination) -> "ok".equals(destination.get("state")))).containsEntry("sent", 1)
				.doesNotContainKey("failure");
		}
		finally {
			receiver.close();
		}
	}

	@Test
	void refused() {
		try (OtlpReceiver receiver = OtlpReceiver.start();
				ConfigurableApplicationContext application = run(receiver.url())) {
			receiver.behave(Behaviour.UNAUTHENTICATED);
			span(application, "refused");
			flush(application);
			assertThat(destination(new Page(application))).containsEntry("state", "failing")
				.containsEntry("sent", 0)
				.containsEntry("dropped", 1)
				.hasEntrySatisfying("failure", (failure) -> assertThat(failure.toString()).contains("UNAUTHENTICATED"));
		}
	}

	@Test
	void whatDoesNotFitCountsAsDroppedAtOnce() {
		OtlpReceiver receiver = OtlpReceiver.start();
		receiver.close();
		try (ConfigurableApplicationContext application = run(receiver.url(), "--tracing.batch.max-queue-size=2",
				"--tracing.batch.max-export-batch-size=1")) {
			Page page = new Page(application);
			for (int i = 0; i < 10; i++) {
				span(application, "many");
			}
			Map<String, Object> destination = await(page, (status) -> "failing".equals(status.get("state")));
			assertThat((Integer) destination.get("dropped")).isGreaterThanOrEqualTo(8);
		}
	}

	@Test
	void noExporter() {
		try (ConfigurableApplicationContext application = SettingsApplication.run()) {
			Page page = new Page(application);
			assertThat(page.get("/exporter")).isEqualTo(Map.of("destinations", List.of(), "paused", false));
			assertThat(page.post("/exporter/test", "{}")).isEqualTo(Map.of("results", List.of()));
			assertThat(page.meta()).containsEntry("exporter",
					Map.of("description", "no exporter", "state", "none", "reached", false));
			assertThat(page.refused("POST", "/exporter/pause", "{\"paused\":\"yes\"}"))
				.isEqualTo("The body must say {\"paused\": true} or {\"paused\": false}.");
		}
	}

	@Test
	void theConsoleCannotBeAsked() {
		try (ConfigurableApplicationContext application = SettingsApplication.run("--tracing.exporters=console")) {
			assertThat(Page.list(new Page(application).post("/exporter/test", "{}"), "results")).singleElement()
				.satisfies((result) -> assertThat(result).containsEntry("answers", null)
					.containsEntry("description", "the console"));
		}
	}

	@Test
	void anExportOfTheApplicationIsLeftToIt() {
		try (ConfigurableApplicationContext application = SettingsApplication.builder()
			.sources(OwnExport.class)
			.run()) {
			Page page = new Page(application);
			assertThat(page.call("POST", "/exporter/pause", "{\"paused\":true}").status()).isEqualTo(409);
			assertThat(Page.list(page.get("/exporter"), "destinations"))
				.noneMatch((destination) -> "traces".equals(destination.get("signal")));
		}
	}

	private static Map<String, Object> destination(Page page) {
		return Page.list(page.get("/exporter"), "destinations").get(0);
	}

	private static Map<String, Object> await(Page page, Predicate<Map<String, Object>> condition) {
		AtomicReference<Map<String, Object>> last = new AtomicReference<>();
		Waiting.await(() -> {
			last.set(destination(page));
			return condition.test(last.get());
		}, () -> "another state than " + last.get());
		return last.get();
	}

	private static void span(ConfigurableApplicationContext application, String name) {
		application.getBean(OpenTelemetry.class).getTracer("test").spanBuilder(name).startSpan().end();
	}

	private static void flush(ConfigurableApplicationContext application) {
		CompletableResultCode flushed = application.getBean(SdkTracerProvider.class).forceFlush();
		assertThat(flushed.join(15, TimeUnit.SECONDS).isDone()).as("flushed").isTrue();
	}

	private static ConfigurableApplicationContext run(String endpoint, String... arguments) {
		String[] all = Arrays.copyOf(arguments, arguments.length + 2);
		all[arguments.length] = "--tracing.exporters=otlp";
		all[arguments.length + 1] = "--tracing.otlp.endpoint=" + endpoint;
		return SettingsApplication.run(all);
	}

	@Configuration(proxyBeanMethods = false)
	static class OwnExport {

		@Bean
		BatchSpanProcessor ownProcessor() {
			return BatchSpanProcessor.builder(InMemorySpanExporter.create()).build();
		}

	}

}

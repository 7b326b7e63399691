package io.github.tracingstarter.export;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.tracingstarter.configuration.LiveProperties;
import io.github.tracingstarter.configuration.LiveProperty;
import io.github.tracingstarter.testing.Http;
import io.github.tracingstarter.testing.OtlpReceiver;
import io.github.tracingstarter.testing.OtlpReceiver.Behaviour;
import io.github.tracingstarter.testing.Waiting;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.trace.v1.Span;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of exceptions that are sent as log records.
 */
@ExtendWith(OutputCaptureExtension.class)
class ExceptionRecordsTests {

	private final OtlpReceiver receiver = OtlpReceiver.start();

	@AfterEach
	void close() {
		this.receiver.close();
	}

	/**
	 * The failing request has one exception, and a span of the application has two, one
	 * of which it handled.
	 */
	@ParameterizedTest
	@CsvSource(delimiter = '|', nullValues = "-",
			textBlock = """
					event | GET /fail ERROR [exception], own UNSET [exception, retry, exception] | -
					log   | GET /fail ERROR [], own UNSET [retry] | ERROR IllegalStateException no stock, WARN IllegalArgumentException second, WARN IllegalStateException first
					both  | GET /fail ERROR [exception], own UNSET [exception, retry, exception] | ERROR IllegalStateException no stock, WARN IllegalArgumentException second, WARN IllegalStateException first
					""")
	void anExceptionLeavesAsWanted(String choice, String spans, String records) {
		try (ConfigurableApplicationContext application = run("tracing.exceptions=" + choice,
				"tracing.ui.enabled=true")) {
			openGate();
			String page = failAndAsk(application);
			assertThat(page).contains("\"exception\"", "java.lang.IllegalStateException", "no stock");
		}
		assertThat(this.receiver.spans()
			.stream()
			.filter((span) -> span.getName().matches("GET /fail|own"))
			.sorted(Comparator.comparing(Span::getName))
			.map((span) -> span.getName() + " " + span.getStatus().getCode().name().replace("STATUS_CODE_", "") + " "
					+ events(span))
			.collect(Collectors.joining(", "))).isEqualTo(spans);
		List<LogRecord> exceptions = exceptions();
		assertThat(exceptions.isEmpty() ? null
				: exceptions.stream().map(ExceptionRecordsTests::describe).sorted().collect(Collectors.joining(", ")))
			.isEqualTo(records);
		assertThat(exceptions).allSatisfy((line) -> {
			Span span = this.receiver.spans()
				.stream()
				.filter((each) -> each.getSpanId().equals(line.getSpanId()))
				.findFirst()
				.orElseThrow();
			assertThat(line.getTraceId()).isEqualTo(span.getTraceId());
			assertThat(line.getFlags() & 1).isOne();
			assertThat(line.getBody().getStringValue()).isEmpty();
			assertThat(line.getTimeUnixNano()).isBetween(span.getStartTimeUnixNano(), span.getEndTimeUnixNano());
			Map<String, Object> attributes = new TreeMap<>(OtlpReceiver.attributes(line.getAttributesList()));
			assertThat(attributes).containsKeys("exception.type", "exception.message", "exception.stacktrace");
			assertThat((String) attributes.get("exception.stacktrace")).contains("ExceptionRecordsTests.java");
		});
	}

	/**
	 * The event stays, and one line says why.
	 */
	@Test
	void withoutLogsTheEventStays(CapturedOutput output) {
		try (ConfigurableApplicationContext application = run("tracing.exceptions=log", "tracing.logs.enabled=false")) {
			fail(application);
			fail(application);
		}
		assertThat(ownSpans()).hasSize(2).allMatch((span) -> span.getEventsCount() == 3);
		assertThat(this.receiver.logs()).isEmpty();
		assertThat(output.getOut().split("Exceptions stay events", -1)).as(output.getOut()).hasSize(2);
	}

	@Test
	void theEventStaysWhileLogsAreTurnedOff() {
		try (ConfigurableApplicationContext application = run("tracing.exceptions=log")) {
			openGate();
			LiveProperty logs = application.getBean("tracingLogSwitches", LiveProperties.class)
				.all()
				.stream()
				.filter((property) -> property.key().equals("tracing.logs.enabled"))
				.findFirst()
				.orElseThrow();
			logs.change("false");
			fail(application);
			logs.change("true");
			fail(application);
		}
		assertThat(ownSpans()).extracting(Span::getEventsCount).containsExactly(3, 1);
		assertThat(exceptions()).hasSize(3);
	}

	@Test
	void theEventStaysWhereACollectorTakesNoLogs(CapturedOutput output) {
		this.receiver.behaveToLogs(Behaviour.UNKNOWN_SERVICE);
		try (ConfigurableApplicationContext application = run("tracing.exceptions=log")) {
			// Also before that is known.
			fail(application);
			Waiting.await(() -> output.getOut().contains("takes no log records"), () -> "a line: " + output);
			fail(application);
			Waiting.await(() -> ownSpans().size() == 2, () -> "two spans");
		}
		assertThat(ownSpans()).hasSize(2).allMatch((span) -> span.getEventsCount() == 3);
		assertThat(this.receiver.logs()).isEmpty();
		assertThat(output.getOut().split("Exceptions stay events", -1)).as(output.getOut()).hasSize(2);
	}

	@Test
	void secretsDoNotLeave() {
		try (ConfigurableApplicationContext application = run("tracing.exceptions=log")) {
			openGate();
			io.opentelemetry.api.trace.Span span = application.getBean(OpenTelemetry.class)
				.getTracer("shop")
				.spanBuilder("own")
				.startSpan();
			span.recordException(new IllegalStateException("Bearer abcdefghijklmnopqrstuvwxyz123456"),
					Attributes.of(AttributeKey.stringKey("password"), "hunter2"));
			span.end();
		}
		assertThat(exceptions()).hasSize(1);
		assertThat(this.receiver.logs().toString() + this.receiver.spans()).doesNotContain("hunter2")
			.doesNotContain("abcdefghijklmnopqrstuvwxyz123456");
	}

	@Test
	void aTraceThatIsNotSampledHasNone() {
		try (ConfigurableApplicationContext application = run("tracing.exceptions=log",
				"tracing.sampling.probability=0")) {
			openGate();
			fail(application);
		}
		assertThat(exceptions()).isEmpty();
	}

	private List<Span> ownSpans() {
		return this.receiver.spans().stream().filter((span) -> span.getName().equals("own")).toList();
	}

	private void openGate() {
		LoggerFactory.getLogger("com.acme.Shop").info("opens");
		this.receiver.awaitLog("opens");
	}

	private List<LogRecord> exceptions() {
		return this.receiver.logs()
			.stream()
			.filter((line) -> line.getEventName().equals("exception"))
			.sorted(Comparator.comparing(LogRecord::getTimeUnixNano))
			.toList();
	}

	/**
	 * Returns the events, except those that occur only on a slow machine.
	 */
	private static List<String> events(Span span) {
		return span.getEventsList()
			.stream()
			.map(Span.Event::getName)
			.filter((name) -> !name.equals("handler returned"))
			.toList();
	}

	private static String describe(LogRecord line) {
		Map<String, Object> attributes = OtlpReceiver.attributes(line.getAttributesList());
		return Stream
			.of(line.getSeverityText(), attributes.get("exception.type").toString().replaceFirst(".*\\.", ""),
					attributes.get("exception.message").toString())
			.collect(Collectors.joining(" "));
	}

	/**
	 * Returns what the page shows about the request that failed.
	 */
	private String failAndAsk(ConfigurableApplicationContext application) {
		Http http = fail(application);
		String list = http.get("/tracing/api/v1/traces?q=GET").body();
		String traceId = list.replaceFirst("(?s).*\"traceId\":\"([0-9a-f]{32})\".*", "$1");
		return http.get("/tracing/api/v1/traces/" + traceId).body();
	}

	private Http fail(ConfigurableApplicationContext application) {
		Http http = new Http(application.getEnvironment().getRequiredProperty("local.server.port", Integer.class));
		http.get("/fail");
		io.opentelemetry.api.trace.Span span = application.getBean(OpenTelemetry.class)
			.getTracer("shop")
			.spanBuilder("own")
			.startSpan();
		span.recordException(new IllegalStateException("first"));
		span.addEvent("retry");
		span.recordException(new IllegalArgumentException("second"));
		span.end();
		return http;
	}

	private ConfigurableApplicationContext run(String... properties) {
		String[] all = new String[properties.length + 1];
		all[0] = "tracing.otlp.endpoint=" + this.receiver.url();
		System.arraycopy(properties, 0, all, 1, properties.length);
		return TestApplication.runWeb(FailingConfiguration.class, all);
	}

	static class FailingConfiguration {

		@Bean
		Failing failing() {
			return new Failing();
		}

	}

	@RestController
	static class Failing {

		@GetMapping("/fail")
		String fail() {
			throw new IllegalStateException("no stock");
		}

	}

}

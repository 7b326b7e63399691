package io.github.tracingstarter.export;

import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.github.tracingstarter.configuration.InvalidTracingPropertyException;
import io.github.tracingstarter.configuration.LiveProperties;
import io.github.tracingstarter.configuration.LiveProperty;
import io.github.tracingstarter.testing.OtlpReceiver;
import io.github.tracingstarter.testing.OtlpReceiver.Behaviour;
import io.github.tracingstarter.testing.Waiting;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Scope;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.SeverityNumber;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.logs.SdkLoggerProvider;
import io.opentelemetry.sdk.logs.data.LogRecordData;
import io.opentelemetry.sdk.logs.export.LogRecordExporter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.slf4j.MarkerFactory;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests of log lines that arrive at a collector.
 */
@ExtendWith(OutputCaptureExtension.class)
class LogExportTests {

	private static final Logger logger = LoggerFactory.getLogger("com.acme.Shop");

	private final OtlpReceiver receiver = OtlpReceiver.start();

	@AfterEach
	void close() {
		this.receiver.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "grpc", "http" })
	void aLineArrivesWithItsTrace(String protocol) {
		try (ConfigurableApplicationContext application = run("tracing.otlp.protocol=" + protocol,
				"tracing.service-name=shop")) {
			Span span = application.getBean(OpenTelemetry.class).getTracer("test").spanBuilder("buy").startSpan();
			try (Scope scope = span.makeCurrent()) {
				assertThat(scope).isNotNull();
				logger.info("{} items bought", 3);
			}
			finally {
				span.end();
			}
			LogRecord line = this.receiver.awaitLog("3 items bought");
			assertThat(OtlpReceiver.hex(line.getTraceId().toByteArray())).isEqualTo(span.getSpanContext().getTraceId());
			assertThat(OtlpReceiver.hex(line.getSpanId().toByteArray())).isEqualTo(span.getSpanContext().getSpanId());
			assertThat(line.getFlags() & 1).isOne();
			assertThat(line.getSeverityNumber()).isEqualTo(SeverityNumber.SEVERITY_NUMBER_INFO);
			assertThat(line.getSeverityText()).isEqualTo("INFO");
			assertThat(line.getAttributesList()).isEmpty();
			assertThat(line.getTimeUnixNano()).isPositive();
			assertThat(line.getObservedTimeUnixNano()).isGreaterThanOrEqualTo(line.getTimeUnixNano());
			this.receiver.await(1);
			assertThat(this.receiver.logResources()).isEqualTo(this.receiver.resources()).hasSize(1);
			assertThat(this.receiver.requests()).extracting((headers) -> headers.get(":path"))
				.noneMatch((path) -> path.contains("logs"));
		}
	}

	@Test
	void anExceptionIsInAttributes() {
		try (ConfigurableApplicationContext application = run()) {
			assertThat(application.isRunning()).isTrue();
			logger.error("failed", new IllegalStateException("no stock", new IllegalArgumentException("the cause")));
			LogRecord line = this.receiver.awaitLog("failed");
			Map<String, Object> attributes = OtlpReceiver.attributes(line.getAttributesList());
			assertThat(attributes).containsOnlyKeys("exception.type", "exception.message", "exception.stacktrace")
				.containsEntry("exception.type", "java.lang.IllegalStateException")
				.containsEntry("exception.message", "no stock");
			assertThat(attributes.get("exception.stacktrace").toString()).contains("LogExportTests.java",
					"Caused by: java.lang.IllegalArgumentException: the cause");
			assertThat(line.getTraceId().isEmpty()).isTrue();
		}
	}

	@Test
	void keyValuesMarkersContextAndThreadAreAttributes() {
		try (ConfigurableApplicationContext application = run("tracing.logs.context=tenant",
				"tracing.logs.thread=true");
				MDC.MDCCloseable tenant = MDC.putCloseable("tenant", "acme");
				MDC.MDCCloseable other = MDC.putCloseable("other", "secret")) {
			assertThat(application.isRunning()).isTrue();
			assertThat(List.of(tenant, other)).doesNotContainNull();
			logger.atWarn()
				.addMarker(MarkerFactory.getMarker("AUDIT"))
				.addKeyValue("order", 7)
				.addKeyValue("price", 1.5)
				.addKeyValue("paid", true)
				.addKeyValue("city", "Rome")
				.log("sold");
			assertThat(OtlpReceiver.attributes(this.receiver.awaitLog("sold").getAttributesList())).containsOnly(
					Map.entry("order", 7L), Map.entry("price", 1.5), Map.entry("paid", true), Map.entry("city", "Rome"),
					Map.entry("tenant", "acme"), Map.entry("thread.name", Thread.currentThread().getName()),
					Map.entry("logback.marker", List.of("AUDIT")));
		}
	}

	@Test
	void secretsDoNotLeave() {
		try (ConfigurableApplicationContext application = run()) {
			assertThat(application.isRunning()).isTrue();
			logger.atInfo().addKeyValue("password", "hunter2").log("token Bearer abcdefghijklmnopqrstuvwxyz123456");
			logger.info("end");
			this.receiver.awaitLog("end");
			assertThat(this.receiver.logs().toString()).doesNotContain("hunter2")
				.doesNotContain("abcdefghijklmnopqrstuvwxyz123456");
		}
	}

	@Test
	void onlyLinesOfSampledTracesIfWanted() {
		try (ConfigurableApplicationContext application = run("tracing.logs.scope=sampled",
				"tracing.logs.level=warn")) {
			Span span = application.getBean(OpenTelemetry.class).getTracer("test").spanBuilder("buy").startSpan();
			logger.warn("outside");
			try (Scope scope = span.makeCurrent()) {
				assertThat(scope).isNotNull();
				logger.info("below the level");
				logger.warn("inside");
			}
			finally {
				span.end();
			}
			this.receiver.awaitLog("inside");
			assertThat(this.receiver.logs()).extracting((line) -> line.getBody().getStringValue())
				.containsExactly("inside");
		}
	}

	/**
	 * Like a line that was passed to another thread.
	 */
	@Test
	void theTraceOfTheMdcCountsAsSampled() {
		String traceId = "0af7651916cd43dd8448eb211c80319c";
		try (ConfigurableApplicationContext application = run("tracing.logs.scope=sampled");
				MDC.MDCCloseable trace = MDC.putCloseable("traceId", traceId)) {
			assertThat(application.isRunning()).isTrue();
			assertThat(trace).isNotNull();
			logger.info("of the trace");
			MDC.put("spanId", "b7ad6b7169203331");
			logger.info("of the span");
			MDC.put("traceId", "one of the application");
			logger.info("of nothing");
			LogRecord ofSpan = this.receiver.awaitLog("of the span");
			assertThat(OtlpReceiver.hex(ofSpan.getTraceId().toByteArray())).isEqualTo(traceId);
			assertThat(OtlpReceiver.hex(ofSpan.getSpanId().toByteArray())).isEqualTo("b7ad6b7169203331");
			assertThat(ofSpan.getFlags()).isOne();
			LogRecord ofTrace = this.receiver.awaitLog("of the trace");
			assertThat(OtlpReceiver.hex(ofTrace.getTraceId().toByteArray())).isEqualTo(traceId);
			assertThat(ofTrace.getSpanId().isEmpty()).isTrue();
		}
		finally {
			MDC.clear();
		}
		assertThat(this.receiver.logs()).extracting((line) -> line.getBody().getStringValue())
			.containsExactly("of the trace", "of the span");
	}

	@ParameterizedTest
	@ValueSource(strings = { "grpc", "http" })
	void aCollectorOfTracesAloneIsToldOnceAndGetsNoLines(String protocol, CapturedOutput output) {
		this.receiver.behaveToLogs(Behaviour.UNKNOWN_SERVICE);
		try (ConfigurableApplicationContext application = run("tracing.otlp.protocol=" + protocol)) {
			logger.info("first");
			Waiting.await(() -> output.getOut().contains("takes no log records"),
					() -> "a line, but there is " + output);
			logger.info("second");
			TestApplication.trace(application);
			this.receiver.await(2);
		}
		assertThat(this.receiver.logs()).isEmpty();
		assertThat(this.receiver.logRequests()).isZero();
		assertThat(output.getOut()).contains(
				"%s%s takes no log records".formatted(this.receiver.url(), protocol.equals("grpc") ? "" : "/v1/logs"));
		assertThat(output.getOut().split("log records", -1)).as(output.getOut()).hasSize(2);
	}

	/**
	 * This could not be known when the application started.
	 */
	@Test
	void aCollectorThatComesLaterAndTakesNoLinesIsToldOnce(CapturedOutput output) {
		this.receiver.close();
		try (ConfigurableApplicationContext application = run()) {
			logger.info("waits");
			TestApplication.trace(application);
			Waiting.await(() -> output.getOut().contains("does not accept spans"), () -> "a warning: " + output);
			this.receiver.behaveToLogs(Behaviour.UNKNOWN_SERVICE);
			this.receiver.restart();
			Waiting.await(() -> output.getOut().contains("takes no log records"), () -> "a line: " + output);
			int requests = this.receiver.logRequests();
			logger.info("is not made");
			assertThat(application.getBean(SdkLoggerProvider.class).forceFlush().join(15, TimeUnit.SECONDS).isDone())
				.isTrue();
			assertThat(this.receiver.logRequests()).isEqualTo(requests);
		}
		assertThat(this.receiver.logs()).isEmpty();
		assertThat(output.getOut().split("log records", -1)).as(output.getOut()).hasSize(2);
	}

	@Test
	void aPauseIsForLinesToo() {
		try (ConfigurableApplicationContext application = run("tracing.export.paused=true")) {
			LiveProperty pause = application.getBean("tracingExportPause", LiveProperty.class);
			assertThat(pause.value()).isEqualTo("true");
			logger.info("paused");
			pause.change("false");
			logger.info("goes on");
			this.receiver.awaitLog("goes on");
			pause.change("true");
			logger.info("paused again");
		}
		assertThat(this.receiver.logs()).extracting((line) -> line.getBody().getStringValue())
			.doesNotContain("paused", "paused again");
	}

	@Test
	void theSelectionOfLinesCanBeChanged() {
		try (ConfigurableApplicationContext application = run()) {
			Map<String, LiveProperty> live = application.getBeanProvider(LiveProperties.class)
				.stream()
				.flatMap((properties) -> properties.all().stream())
				.filter((property) -> property.key().startsWith("tracing.logs."))
				.collect(Collectors.toMap(LiveProperty::key, Function.identity()));
			assertThat(live).containsOnlyKeys("tracing.logs.enabled", "tracing.logs.level", "tracing.logs.scope");
			assertThat(live.get("tracing.logs.level").value()).isEqualTo("trace");
			logger.info("1");
			live.get("tracing.logs.level").change("WARN");
			assertThat(live.get("tracing.logs.level").value()).isEqualTo("warn");
			logger.info("below the level");
			logger.warn("2");
			live.get("tracing.logs.scope").change("sampled");
			logger.warn("outside");
			Span span = application.getBean(OpenTelemetry.class).getTracer("test").spanBuilder("buy").startSpan();
			try (Scope scope = span.makeCurrent()) {
				assertThat(scope).isNotNull();
				logger.warn("3");
				live.get("tracing.logs.enabled").change("false");
				logger.warn("off");
				live.get("tracing.logs.enabled").change("true");
				logger.warn("4");
			}
			finally {
				span.end();
			}
			for (String key : List.of("tracing.logs.level", "tracing.logs.scope")) {
				String before = live.get(key).value();
				assertThatExceptionOfType(InvalidTracingPropertyException.class)
					.isThrownBy(() -> live.get(key).change("some"))
					.withMessageStartingWith(
							key + "=some cannot be used because it is none of its values. Write one of");
				assertThat(live.get(key).value()).isEqualTo(before);
			}
		}
		assertThat(this.receiver.logs()).extracting((line) -> line.getBody().getStringValue())
			.filteredOn((body) -> body.matches("[0-9]|below the level|outside|off"))
			.containsExactly("1", "2", "3", "4");
	}

	@Test
	void aCollectorThatIsGoneIsToldOfTheSpansAlone(CapturedOutput output) {
		this.receiver.close();
		try (ConfigurableApplicationContext application = run()) {
			logger.info("kept");
			TestApplication.trace(application);
			Waiting.await(() -> output.getOut().contains("does not accept spans"), () -> "a warning: " + output);
			this.receiver.restart();
			this.receiver.awaitLog("kept");
		}
		assertThat(output.getOut()).doesNotContain("log records");
	}

	@Test
	void whatIsLeftAtTheEndIsSent() {
		try (ConfigurableApplicationContext application = run("tracing.batch.schedule-delay=1h")) {
			assertThat(application.isRunning()).isTrue();
			logger.info("at the end");
		}
		assertThat(this.receiver.logs()).extracting((line) -> line.getBody().getStringValue()).contains("at the end");
	}

	@Test
	void aStormIsBoundedAndWhatDoesNotFitIsCounted(CapturedOutput output) {
		this.receiver.behaveToLogs(Behaviour.UNAVAILABLE);
		Logger quiet = LoggerFactory.getLogger("com.acme.Storm");
		try (ConfigurableApplicationContext application = run("tracing.batch.max-queue-size=256",
				"tracing.batch.max-export-batch-size=64")) {
			assertThat(application.isRunning()).isTrue();
			for (int i = 0; i < 5_000; i++) {
				quiet.info("line {}", i);
			}
			this.receiver.behaveToLogs(Behaviour.OK);
			Waiting.await(() -> this.receiver.logs().size() >= 100, () -> "lines that were kept");
			assertThat(this.receiver.logs().size()).isLessThan(1_000);
		}
		assertThat(output.getOut()).doesNotContain("Exception");
	}

	@Test
	void aLongLineIsCutAndAFailingValueIsTold() {
		Object fails = new Object() {

			@Override
			public String toString() {
				throw new IllegalStateException("no text");
			}

		};
		try (ConfigurableApplicationContext application = run("tracing.logs.max-length=100")) {
			assertThat(application.isRunning()).isTrue();
			logger.info("x".repeat(50_000));
			logger.info("value {}", fails);
			assertThat(this.receiver.awaitLog("value [FAILED toString()]")).isNotNull();
			assertThat(this.receiver.awaitLog("x".repeat(100) + '…')).isNotNull();
			logger.atInfo().addKeyValue("fails", fails).log("with a value that fails");
			assertThat(OtlpReceiver.attributes(this.receiver.awaitLog("with a value that fails").getAttributesList()))
				.containsOnly(Map.entry("fails", "[FAILED toString()]"));
		}
	}

	@Test
	void linesOfAMegabyteAreCutAndArrive() {
		try (ConfigurableApplicationContext application = run()) {
			assertThat(application.isRunning()).isTrue();
			for (int i = 0; i < 20; i++) {
				logger.info("{} {}", i, "y".repeat(1_000_000), new IllegalStateException("z".repeat(1_000_000)));
			}
			for (int i = 0; i < 20; i++) {
				String head = i + " ";
				LogRecord line = this.receiver.awaitLog(head + "y".repeat(32_768 - head.length()) + '…');
				assertThat(OtlpReceiver.attributes(line.getAttributesList())).hasSize(3)
					.allSatisfy(
							(name, value) -> assertThat(value.toString()).as(name).hasSizeLessThanOrEqualTo(32_769));
			}
		}
	}

	@Test
	void nobodyAsksOnceTheApplicationIsClosed() {
		try (ConfigurableApplicationContext application = TestApplication.run()) {
			assertThat(application.isRunning()).isTrue();
			logger.info("asks");
		}
		Waiting.await(() -> Thread.getAllStackTraces()
			.keySet()
			.stream()
			.noneMatch((thread) -> thread.getName().equals("tracing-inquiry")), () -> "no thread that asks");
	}

	@Test
	void offMeansNoRecords() {
		try (ConfigurableApplicationContext application = run("tracing.logs.enabled=false")) {
			logger.info("not sent");
			TestApplication.trace(application);
			this.receiver.await(2);
			assertThat(application.getBeanProvider(BatchingLogRecordProcessor.class).stream()).isEmpty();
		}
		assertThat(this.receiver.logQuestions() + this.receiver.logRequests()).isZero();
	}

	@Test
	void anExporterOfTheApplicationGetsRedactedLines() {
		Recording recording = new Recording();
		try (ConfigurableApplicationContext application = TestApplication.run(WithExporter.class,
				"tracing.exporters=none")) {
			application.getBean(Recording.class).target = recording;
			logger.atInfo().addKeyValue("password", "hunter2").log("for the exporter");
		}
		assertThat(recording.lines).anySatisfy((line) -> {
			assertThat(line.getBodyValue()).hasToString("ValueString{for the exporter}");
			assertThat(line.getAttributes().asMap().toString()).contains("password").doesNotContain("hunter2");
		});
	}

	private ConfigurableApplicationContext run(String... properties) {
		String[] all = new String[properties.length + 1];
		all[0] = "tracing.otlp.endpoint=" + this.receiver.url();
		System.arraycopy(properties, 0, all, 1, properties.length);
		return TestApplication.run(all);
	}

	@Configuration(proxyBeanMethods = false)
	static class WithExporter {

		@Bean
		Recording recording() {
			return new Recording();
		}

	}

	static final class Recording implements LogRecordExporter {

		private final List<LogRecordData> lines = new java.util.concurrent.CopyOnWriteArrayList<>();

		private volatile Recording target = this;

		@Override
		public CompletableResultCode export(java.util.Collection<LogRecordData> logs) {
			this.target.lines.addAll(logs);
			return CompletableResultCode.ofSuccess();
		}

		@Override
		public CompletableResultCode flush() {
			return CompletableResultCode.ofSuccess();
		}

		@Override
		public CompletableResultCode shutdown() {
			return CompletableResultCode.ofSuccess();
		}

	}

}

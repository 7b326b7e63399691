package io.github.tracingstarter.ui.exchange;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.zip.GZIPOutputStream;

import com.google.protobuf.InvalidProtocolBufferException;
import com.sun.net.httpserver.HttpServer;
import io.github.tracingstarter.testing.DirectRequest;
import io.github.tracingstarter.ui.ReceivedLogs;
import io.github.tracingstarter.ui.ReceivedRequests;
import io.github.tracingstarter.ui.UiProperties;
import io.github.tracingstarter.ui.UiResponse;
import io.github.tracingstarter.ui.UiRoute;
import io.github.tracingstarter.ui.store.StoredSpan;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceResponse;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.logging.LogLevel;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

/**
 * Tests of requests to export, import and the receiver.
 */
class ExchangeRoutesTests {

	private static final String OTLP = "/v1/traces";

	private final MemoryStore store = new MemoryStore();

	private final List<ReceivedLogs.Line> lines = new ArrayList<>();

	private final List<ReceivedRequests.Point> points = new ArrayList<>();

	private final ExchangeRoutes routes = routes(true, this.lines::add);

	@ParameterizedTest
	@CsvSource({ "otlp,otlp.json,application/json", "jaeger,jaeger.json,application/json",
			"html,html,text/html;charset=UTF-8" })
	void aTraceIsAFile(String format, String ending, String contentType) {
		Samples.trace().forEach(this.store::add);
		UiResponse response = export(Samples.TRACE, format);
		assertThat(response.status()).isEqualTo(200);
		assertThat(response.contentType()).isEqualTo(contentType);
		assertThat(response.headers()).containsExactly(Map.entry("Content-Disposition",
				"attachment; filename=\"trace-%s.%s\"".formatted(Samples.TRACE, ending)));
	}

	@Test
	void anHtmlFileHasLogLinesOnlyIfTheyWereAskedFor() {
		Samples.trace().forEach(this.store::add);
		assertThat(text(export(Samples.TRACE, "html"))).contains("\"logs\":[]").doesNotContain("Duplicate entry");
		UiResponse asked = new DirectRequest().variable("id", Samples.TRACE)
			.parameter("format", "html")
			.parameter("logs", "true")
			.to(this.routes, "GET", "/traces/{id}/export");
		assertThat(text(asked)).contains("Duplicate entry");
	}

	@ParameterizedTest
	@ValueSource(strings = { "otlp", "jaeger" })
	void aFileComesBackAsTheSameTrace(String format) {
		Samples.trace().forEach(this.store::add);
		byte[] file = export(Samples.TRACE, format).body();
		this.store.clear();
		UiResponse response = importFile(file);
		assertThat(text(response)).isEqualTo("{\"traces\":[\"" + Samples.TRACE + "\"],\"spans\":3}");
		assertThat(export(Samples.TRACE, "jaeger").body()).hasSizeGreaterThan(500);
		assertThat(this.store.spans()).extracting(StoredSpan::name)
			.containsExactly("GET /orders/{id}", "SELECT orders", Samples.HOSTILE);
		if (format.equals("otlp")) {
			assertThat(this.store.spans())
				.containsExactlyElementsOf(Samples.trace().stream().map(StoredSpan::asImported).toList());
		}
	}

	@Test
	void whatIsThereAlreadyStaysAsItIs() {
		StoredSpan span = Samples.root();
		StoredSpan own = new StoredSpan(span.traceId(), span.spanId(), null, span.name(), span.kind(),
				span.startNanos(), span.endNanos(), span.status(), "", span.attributes(), List.of(), List.of(),
				span.service(), span.scope(), true);
		Samples.trace().forEach(this.store::add);
		byte[] file = export(Samples.TRACE, "otlp").body();
		this.store.clear();
		this.store.add(own);
		assertThat(importFile(file).status()).isEqualTo(200);
		assertThat(importFile(file).status()).isEqualTo(200);
		assertThat(this.store.spans()).containsExactly(own, Samples.child().asImported(),
				Samples.remote().asImported());
	}

	@Test
	void aFileMayBeCompressed() throws IOException {
		Samples.trace().forEach(this.store::add);
		byte[] file = export(Samples.TRACE, "otlp").body();
		assertThat(importFile(gzip(file)).status()).isEqualTo(200);
	}

	@Test
	void anUnknownTraceOrFormatIsRefused() {
		Samples.trace().forEach(this.store::add);
		assertThat(export(Samples.OTHER_TRACE, "otlp").status()).isEqualTo(404);
		assertThat(export("../../etc", "html").status()).isEqualTo(404);
		assertThat(export(Samples.TRACE, "pdf").status()).isEqualTo(400);
		assertThat(new DirectRequest().variable("id", Samples.TRACE)
			.to(this.routes, "GET", "/traces/{id}/export")
			.status()).isEqualTo(400);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "''|not a JSON object", "[]|contains no spans", "{|not a JSON object", "<html>|not a JSON object",
					"{}|Jaeger, Tempo and Zipkin", "{\"resourceSpans\":7}|contains no spans.",
					"{\"data\":[{\"spans\":[{}]}]}|contains no valid span. A trace id must have 32",
					"{\"data\":[7,null,[]]}|contains no spans." })
	void whatIsNoFileOfTracesIsRefused(String body, String message) {
		UiResponse response = importFile(body.getBytes(StandardCharsets.UTF_8));
		assertThat(response.status()).isEqualTo(400);
		assertThat(text(response)).startsWith("{\"error\":\"The ").contains(message);
		assertThat(this.store.spans()).isEmpty();
	}

	@Test
	void nestingWithoutEndIsRefused() {
		byte[] body = ("{\"resourceSpans\":" + "[".repeat(1_000_000)).getBytes(StandardCharsets.UTF_8);
		assertThat(importFile(body).status()).isEqualTo(400);
	}

	@Test
	void whatWasLeftOutOfAFileIsCounted() {
		Samples.trace().forEach(this.store::add);
		String file = text(export(Samples.TRACE, "otlp")).replace(Samples.CHILD, "0000000000000000");
		this.store.clear();
		assertThat(text(importFile(file.getBytes(StandardCharsets.UTF_8))))
			.isEqualTo("{\"traces\":[\"" + Samples.TRACE + "\"],\"spans\":2,\"rejected\":1}");
	}

	@Test
	void theReceiverIsThereOnlyWhenAskedFor() {
		assertThat(routes(false, this.lines::add).routes()).extracting(UiRoute::path)
			.containsExactly("/traces/{id}/export", "/import");
		assertThat(this.routes.routes()).filteredOn(UiRoute::absolute)
			.extracting(UiRoute::method, UiRoute::path)
			.containsExactly(tuple("POST", OTLP), tuple("POST", "/v1/logs"), tuple("POST", "/v1/metrics"));
		assertThat(routes(true, null).routes()).filteredOn(UiRoute::absolute)
			.extracting(UiRoute::path)
			.as("where no lines are kept")
			.containsExactly(OTLP, "/v1/metrics");
	}

	@Test
	void theReceiverTakesProtobuf() throws IOException {
		byte[] message = OtlpProtobufTests.request(OtlpProtobufTests.span().build()).toByteArray();
		UiResponse response = receive("application/x-protobuf", message);
		assertThat(response.status()).isEqualTo(200);
		assertThat(response.contentType()).isEqualTo("application/x-protobuf");
		assertThat(response.body()).isEmpty();
		assertThat(this.store.spans()).extracting(StoredSpan::service, StoredSpan::local)
			.containsExactly(tuple("shop", false));
		this.store.clear();
		response = new DirectRequest().header("Content-Type", "application/x-protobuf")
			.header("Content-Encoding", "gzip")
			.body(gzip(message))
			.to(this.routes, "POST", OTLP);
		assertThat(response.status()).isEqualTo(200);
		assertThat(this.store.spans()).hasSize(1);
	}

	@Test
	void theReceiverTakesJson() {
		Samples.trace().forEach(this.store::add);
		byte[] file = export(Samples.TRACE, "otlp").body();
		this.store.clear();
		UiResponse response = receive("Application/JSON; charset=utf-8", file);
		assertThat(text(response)).isEqualTo("{}");
		assertThat(response.contentType()).isEqualTo("application/json");
		assertThat(this.store.spans()).containsExactlyElementsOf(Samples.trace());
	}

	@Test
	void theReceiverSaysWhatItRejected() throws InvalidProtocolBufferException {
		byte[] message = OtlpProtobufTests
			.request(OtlpProtobufTests.span().build(), OtlpProtobufTests.span().clearSpanId().build())
			.toByteArray();
		ExportTraceServiceResponse response = ExportTraceServiceResponse
			.parseFrom(receive("application/x-protobuf", message).body());
		String reason = "A span id must have 16 hexadecimal digits that are not all 0.";
		assertThat(response.getPartialSuccess().getRejectedSpans()).isEqualTo(1);
		assertThat(response.getPartialSuccess().getErrorMessage()).isEqualTo(reason);
		UiResponse json = receive("application/json",
				"{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{\"traceId\":\"%s\"}]}]}]}".formatted(Samples.TRACE)
					.getBytes(StandardCharsets.UTF_8));
		assertThat(text(json))
			.isEqualTo("{\"partialSuccess\":{\"rejectedSpans\":\"1\",\"errorMessage\":\"" + reason + "\"}}");
	}

	@Test
	void theReceiverRefusesWhatItCannotRead() {
		assertThat(receive("application/x-protobuf", new byte[] { 10, 99 }).status()).isEqualTo(400);
		assertThat(text(receive("application/x-protobuf", new byte[] { 10, 99 })))
			.endsWith("The protobuf message is truncated.");
		assertThat(text(receive("application/json", new byte[] { 10, 99 })))
			.isEqualTo("{\"code\":3,\"message\":\"The body is not a JSON object.\"}");
		for (String type : List.of("text/plain", "application/grpc", "", "application/jsonp")) {
			assertThat(receive(type, new byte[0]).status()).as(type).isEqualTo(415);
		}
		assertThat(new DirectRequest().header("Content-Type", "application/json")
			.header("Content-Encoding", "zstd")
			.to(this.routes, "POST", OTLP)
			.status()).isEqualTo(415);
		assertThat(new DirectRequest().header("Content-Type", "application/json")
			.header("Content-Encoding", "gzip")
			.body("{}".getBytes(StandardCharsets.UTF_8))
			.to(this.routes, "POST", OTLP)
			.status()).isEqualTo(400);
		assertThat(this.store.spans()).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { OTLP, "/v1/logs", "/v1/metrics" })
	void everySignalIsRefusedInTheSameWords(String path) {
		DirectRequest truncated = new DirectRequest().header("Content-Type", "application/x-protobuf")
			.body(new byte[] { 10, 99 });
		UiResponse response = truncated.to(this.routes, "POST", path);
		assertThat(response.status()).isEqualTo(400);
		assertThat(text(response)).endsWith("The protobuf message is truncated.");
		assertThat(text(new DirectRequest().header("Content-Type", "application/json")
			.body("[]".getBytes(StandardCharsets.UTF_8))
			.to(this.routes, "POST", path))).isEqualTo("{\"code\":3,\"message\":\"The body is not a JSON object.\"}");
		response = new DirectRequest().header("Content-Type", "text/plain").to(this.routes, "POST", path);
		assertThat(response.status()).isEqualTo(415);
		assertThat(text(response)).contains("application/x-protobuf and application/json");
		assertThat(this.store.spans()).isEmpty();
		assertThat(this.lines).isEmpty();
		assertThat(this.points).isEmpty();
	}

	@Test
	void theReceiverTakesLogLinesAndSaysWhichItRejected() throws IOException {
		UiResponse response = new DirectRequest().header("Content-Type", "application/json")
			.header("Content-Encoding", "gzip")
			.body(gzip("""
					{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"timeUnixNano":"7"},
					{"timeUnixNano":"7","body":{"stringValue":"hello"}}]}]}]}""".getBytes(StandardCharsets.UTF_8)))
			.to(this.routes, "POST", "/v1/logs");
		assertThat(text(response)).isEqualTo("{\"partialSuccess\":{\"rejectedLogRecords\":\"1\",\"errorMessage\":"
				+ "\"A log record must have a body, the name of an event or an exception.\"}}");
		assertThat(this.lines).containsExactly(
				new ReceivedLogs.Line("unknown_service", 7, LogLevel.INFO, "", "hello", "", null, null, null));
		ExportLogsServiceRequest request = ExportLogsServiceRequest.newBuilder()
			.addResourceLogs(ResourceLogs.newBuilder()
				.addScopeLogs(ScopeLogs.newBuilder().addLogRecords(LogRecord.newBuilder().setTimeUnixNano(7))))
			.build();
		UiResponse binary = new DirectRequest().header("Content-Type", "application/x-protobuf")
			.body(request.toByteArray())
			.to(this.routes, "POST", "/v1/logs");
		assertThat(ExportLogsServiceResponse.parseFrom(binary.body()).getPartialSuccess().getRejectedLogRecords())
			.isEqualTo(1);
	}

	@Test
	void theReceiverTakesMetricsOfRequestsAndSaysWhichItRejected() throws IOException {
		String metrics = """
				{"resourceMetrics":[{"scopeMetrics":[{"metrics":[{"name":"jvm.memory.used","gauge":{"dataPoints":[{"asInt":"7"}]}},
				{"name":"http.server.request.duration","unit":"s","histogram":{"aggregationTemporality":1,"dataPoints":[%s]}}]}]}]}""";
		UiResponse response = new DirectRequest().header("Content-Type", "application/json")
			.header("Content-Encoding", "gzip")
			.body(gzip(metrics.formatted("{\"count\":\"2\"},{\"timeUnixNano\":\"7\",\"count\":\"3\"}")
				.getBytes(StandardCharsets.UTF_8)))
			.to(this.routes, "POST", "/v1/metrics");
		assertThat(text(response)).isEqualTo("{\"partialSuccess\":{\"rejectedDataPoints\":\"1\",\"errorMessage\":"
				+ "\"A point of a metric has no time.\"}}");
		assertThat(this.points).extracting(ReceivedRequests.Point::count).containsExactly(3L);
		this.points.clear();
		response = new DirectRequest().header("Content-Type", "application/json")
			.body(metrics.formatted("").getBytes(StandardCharsets.UTF_8))
			.to(this.routes, "POST", "/v1/metrics");
		assertThat(text(response)).as("what is not shown is taken and dropped").isEqualTo("{}");
		assertThat(this.points).isEmpty();
	}

	@Test
	void aBombIsNotInflated() throws IOException {
		ByteArrayOutputStream bomb = new ByteArrayOutputStream();
		try (OutputStream out = new GZIPOutputStream(bomb)) {
			byte[] zeros = new byte[1024 * 1024];
			for (int i = 0; i < 64; i++) {
				out.write(zeros);
			}
		}
		UiResponse response = receive("application/json", bomb.toByteArray());
		assertThat(response.status()).isEqualTo(400);
		assertThat(text(response)).contains("decompressed body is larger than 16 MB");
	}

	@Test
	void theReceiverTakesWhatTheStarterSends() throws Exception {
		CountDownLatch received = new CountDownLatch(1);
		HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		server.createContext(OTLP, (exchange) -> {
			DirectRequest request = new DirectRequest().body(exchange.getRequestBody().readAllBytes());
			exchange.getRequestHeaders().forEach((name, values) -> request.header(name, values.get(0)));
			UiResponse response = request.to(this.routes, "POST", OTLP);
			exchange.getResponseHeaders().set("Content-Type", response.contentType());
			exchange.sendResponseHeaders(response.status(), -1);
			exchange.close();
			received.countDown();
		});
		server.start();
		Span span;
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Sender.class)
			.web(WebApplicationType.NONE)
			.properties("spring.application.name=sender", "tracing.exporters=otlp", "tracing.otlp.protocol=http",
					"tracing.otlp.compression=gzip",
					"tracing.otlp.endpoint=http://localhost:" + server.getAddress().getPort() + OTLP)
			.run()) {
			span = context.getBean(OpenTelemetry.class).getTracer("test").spanBuilder("work").startSpan();
			span.setAttribute("n", 7).setAttribute(AttributeKey.stringArrayKey("texts"), List.of("ä", "b"));
			span.addEvent("event");
			span.end();
			assertThat(received.await(30, TimeUnit.SECONDS)).isTrue();
		}
		finally {
			server.stop(0);
		}
		assertThat(this.store.spans()).hasSize(1).allSatisfy((stored) -> {
			assertThat(stored.traceId()).isEqualTo(span.getSpanContext().getTraceId());
			assertThat(stored.spanId()).isEqualTo(span.getSpanContext().getSpanId());
			assertThat(stored.parentSpanId()).isNull();
			assertThat(stored.name()).isEqualTo("work");
			assertThat(stored.service()).isEqualTo("sender");
			assertThat(stored.scope()).isEqualTo("test");
			assertThat(stored.attributes()).isEqualTo(Attributes.of(AttributeKey.longKey("n"), 7L,
					AttributeKey.stringArrayKey("texts"), List.of("ä", "b")));
			assertThat(stored.events()).extracting(StoredSpan.Event::name).containsExactly("event");
			assertThat(stored.local()).isFalse();
		});
	}

	private ExchangeRoutes routes(boolean receiver, @Nullable ReceivedLogs logs) {
		Map<String, Object> properties = new HashMap<>();
		properties.put("tracing.ui.receiver.enabled", receiver);
		UiProperties bound = new Binder(new MapConfigurationPropertySource(properties)).bindOrCreate("tracing.ui",
				UiProperties.class);
		return new ExchangeRoutes(
				this.store, UnaryOperator.identity(), logs, this.points::addAll, (trace) -> Map.of("summary",
						Map.of("name", "x"), "logs", List.of(Map.of("message", "Duplicate entry"))),
				new HtmlPage((name) -> ""), bound, "shop");
	}

	private UiResponse export(String traceId, String format) {
		return new DirectRequest().variable("id", traceId)
			.parameter("format", format)
			.to(this.routes, "GET", "/traces/{id}/export");
	}

	private UiResponse importFile(byte[] body) {
		return new DirectRequest().header("Content-Type", "application/json")
			.body(body)
			.to(this.routes, "POST", "/import");
	}

	private UiResponse receive(String contentType, byte[] body) {
		return new DirectRequest().header("Content-Type", contentType).body(body).to(this.routes, "POST", OTLP);
	}

	private static String text(UiResponse response) {
		return new String(response.body(), StandardCharsets.UTF_8);
	}

	private static byte[] gzip(byte[] bytes) throws IOException {
		ByteArrayOutputStream compressed = new ByteArrayOutputStream();
		try (OutputStream out = new GZIPOutputStream(compressed)) {
			out.write(bytes);
		}
		return compressed.toByteArray();
	}

	@SpringBootConfiguration
	@EnableAutoConfiguration(excludeName = { "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
			"org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration" })
	static class Sender {

	}

}

package io.github.tracingstarter.ui.exchange;

import java.nio.charset.StandardCharsets;
import java.util.List;

import com.google.protobuf.ByteString;
import io.github.tracingstarter.ui.ReceivedLogs;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.common.v1.KeyValueList;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import io.opentelemetry.proto.logs.v1.SeverityNumber;
import io.opentelemetry.proto.resource.v1.Resource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.logging.LogLevel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

/**
 * Tests of the reader of log lines in OTLP.
 */
class OtlpLogsTests {

	@Test
	void everyFieldOfALineIsRead() {
		LogRecord.Builder record = LogRecord.newBuilder()
			.setTimeUnixNano(Samples.START)
			.setObservedTimeUnixNano(Samples.START + 5)
			.setSeverityNumber(SeverityNumber.SEVERITY_NUMBER_WARN)
			.setSeverityText("WARN")
			.setBody(text("no paper"))
			.addAttributes(attribute("thread.name", "worker-1"))
			.addAttributes(attribute("exception.stacktrace", "java.io.IOException: paper"))
			.addAttributes(attribute("other", "ignored"))
			.setFlags(1)
			.setTraceId(ByteString.fromHex(Samples.TRACE))
			.setSpanId(ByteString.fromHex(Samples.CHILD));
		assertThat(read(record)).containsExactly(new ReceivedLogs.Line("stock", Samples.START, LogLevel.WARN,
				"com.acme.Stock", "no paper", "worker-1", Samples.TRACE, Samples.CHILD, "java.io.IOException: paper"));
	}

	@Test
	void jsonIsReadTheSame() {
		String json = """
				{"resourceLogs":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"stock"}}]},
				"scopeLogs":[{"scope":{"name":"com.acme.Stock"},"logRecords":[{"timeUnixNano":"%d",
				"severityNumber":%s,"body":{"stringValue":"no paper"},"attributes":[{"key":"thread.name",
				"value":{"stringValue":"worker-1"}},{"key":"exception.type","value":{"stringValue":"IOException"}},
				{"key":"exception.message","value":{"stringValue":"paper"}}],"traceId":"%s","spanId":"%s"}]}]}]}""";
		for (String severity : List.of("14", "\"SEVERITY_NUMBER_WARN2\"")) {
			byte[] body = json.formatted(Samples.START, severity, Samples.TRACE, Samples.CHILD)
				.getBytes(StandardCharsets.UTF_8);
			assertThat(OtlpLogs.read(JsonObject.parse(body)).records()).as(severity)
				.containsExactly(new ReceivedLogs.Line("stock", Samples.START, LogLevel.WARN, "com.acme.Stock",
						"no paper", "worker-1", Samples.TRACE, Samples.CHILD, "IOException: paper"));
		}
	}

	@ParameterizedTest
	@CsvSource({ "1,TRACE", "4,TRACE", "5,DEBUG", "8,DEBUG", "9,INFO", "12,INFO", "13,WARN", "16,WARN", "17,ERROR",
			"24,ERROR" })
	void aSeverityIsALevel(int severity, LogLevel level) {
		assertThat(read(line().setSeverityNumberValue(severity))).extracting(ReceivedLogs.Line::level)
			.containsExactly(level);
	}

	@ParameterizedTest
	@CsvSource({ "warning,WARN", "FATAL,ERROR", "Debug,DEBUG", "finest,TRACE", "whatever,INFO", "'',INFO" })
	void whereThereIsNoNumberTheNameCounts(String name, LogLevel level) {
		assertThat(read(line().setSeverityText(name))).extracting(ReceivedLogs.Line::level).containsExactly(level);
	}

	@Test
	void aBodyThatIsNoTextIsJson() {
		AnyValue map = AnyValue.newBuilder()
			.setKvlistValue(KeyValueList.newBuilder()
				.addValues(attribute("order", "7"))
				.addValues(KeyValue.newBuilder()
					.setKey("items")
					.setValue(AnyValue.newBuilder()
						.setArrayValue(ArrayValue.newBuilder().addValues(AnyValue.newBuilder().setIntValue(1))))))
			.build();
		assertThat(read(LogRecord.newBuilder().setTimeUnixNano(1).setBody(map))).extracting(ReceivedLogs.Line::message)
			.containsExactly("{\"order\":\"7\",\"items\":[1]}");
	}

	@Test
	void whatIsMissingHasADefault() {
		assertThat(read(LogRecord.newBuilder().setObservedTimeUnixNano(5).setEventName("session.start")))
			.containsExactly(new ReceivedLogs.Line("stock", 5, LogLevel.INFO, "com.acme.Stock", "session.start", "",
					null, null, null));
		assertThat(read(line().clearTimeUnixNano())).extracting(ReceivedLogs.Line::epochNanos)
			.allSatisfy((nanos) -> assertThat(nanos).isPositive());
		assertThat(read(line().setTraceId(ByteString.fromHex("00")).setSpanId(ByteString.fromHex(Samples.CHILD))))
			.extracting(ReceivedLogs.Line::traceId, ReceivedLogs.Line::spanId)
			.containsExactly(tuple(null, null));
	}

	@Test
	void aLineThatSaysNothingIsRejectedAndTheOthersStay() {
		ReadRecords<ReceivedLogs.Line> read = OtlpLogs.read(request(line(), LogRecord.newBuilder().setTimeUnixNano(1)));
		assertThat(read.records()).extracting(ReceivedLogs.Line::message).containsExactly("hello");
		assertThat(read.rejected()).isEqualTo(1);
		assertThat(read.reason()).isEqualTo("A log record must have a body, the name of an event or an exception.");
	}

	private static LogRecord.Builder line() {
		return LogRecord.newBuilder().setTimeUnixNano(1).setBody(text("hello"));
	}

	private static AnyValue text(String text) {
		return AnyValue.newBuilder().setStringValue(text).build();
	}

	private static KeyValue attribute(String key, String value) {
		return KeyValue.newBuilder().setKey(key).setValue(text(value)).build();
	}

	private static List<ReceivedLogs.Line> read(LogRecord.Builder record) {
		return OtlpLogs.read(request(record)).records();
	}

	private static byte[] request(LogRecord.Builder... records) {
		ScopeLogs.Builder scope = ScopeLogs.newBuilder()
			.setScope(InstrumentationScope.newBuilder().setName("com.acme.Stock"));
		for (LogRecord.Builder record : records) {
			scope.addLogRecords(record);
		}
		return ExportLogsServiceRequest.newBuilder()
			.addResourceLogs(ResourceLogs.newBuilder()
				.addScopeLogs(scope)
				.setResource(Resource.newBuilder().addAttributes(attribute("service.name", "stock"))))
			.build()
			.toByteArray();
	}

}

package io.github.tracingstarter.ui.browser;

import java.nio.ByteBuffer;
import java.util.HexFormat;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import io.opentelemetry.proto.logs.v1.SeverityNumber;
import io.opentelemetry.proto.resource.v1.Resource;

/**
 * Log lines of another application, sent as that application would send them.
 */
final class OtlpLogs {

	private final String service;

	private final ScopeLogs.Builder lines = ScopeLogs.newBuilder()
		.setScope(InstrumentationScope.newBuilder().setName("com.acme.Stock"));

	private final long now;

	OtlpLogs(String service, long now) {
		this.service = service;
		this.now = now;
	}

	/**
	 * Adds a line in a span of {@link OtlpTraces}.
	 */
	OtlpLogs line(String level, String message, long trace, long span) {
		return line(level, message, trace, span, 2000);
	}

	/**
	 * Adds a line at a time from now.
	 */
	OtlpLogs line(String level, String message, long trace, long span, long micros) {
		this.lines.addLogRecords(LogRecord.newBuilder()
			.setTimeUnixNano(this.now + micros * 1000)
			.setSeverityNumber(SeverityNumber.valueOf("SEVERITY_NUMBER_" + level))
			.setBody(AnyValue.newBuilder().setStringValue(message))
			.setTraceId(ByteString.copyFrom(HexFormat.of().parseHex(OtlpTraces.traceId(trace))))
			.setSpanId(ByteString.copyFrom(ByteBuffer.allocate(8).putLong(span).array())));
		return this;
	}

	void send(int port) {
		OtlpTraces.post(port, "/v1/logs",
				ExportLogsServiceRequest.newBuilder()
					.addResourceLogs(ResourceLogs.newBuilder()
						.setResource(Resource.newBuilder()
							.addAttributes(KeyValue.newBuilder()
								.setKey("service.name")
								.setValue(AnyValue.newBuilder().setStringValue(this.service))))
						.addScopeLogs(this.lines))
					.build()
					.toByteArray());
	}

}

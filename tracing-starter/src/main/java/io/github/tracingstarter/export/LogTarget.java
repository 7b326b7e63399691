package io.github.tracingstarter.export;

import java.util.List;

import io.github.tracingstarter.otlp.EncodedRecord;
import io.github.tracingstarter.otlp.LogRecordEncoder;
import io.github.tracingstarter.report.DestinationStatus;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.logs.data.LogRecordData;
import io.opentelemetry.sdk.logs.export.LogRecordExporter;
import org.jspecify.annotations.Nullable;

/**
 * A destination of log records, with its own queue and thread.
 */
final class LogTarget {

	private final ExportWorker<LogRecordData, ?> worker;

	private final @Nullable SignalGate gate;

	private LogTarget(ExportWorker<LogRecordData, ?> worker, @Nullable SignalGate gate) {
		this.worker = worker;
		this.gate = gate;
	}

	/**
	 * Creates the target for a collector.
	 * @param isSecond whether spans go to it as well
	 */
	static LogTarget of(OtlpConnection connection, OtlpSignalSettings settings, boolean isSecond,
			BatchProperties properties) {
		SignalGate gate = new SignalGate(OtlpSignal.LOGS, "log records", settings.settings(), settings.isEndpointSet());
		ExportTransport<LogRecordData, EncodedRecord> transport = new OtlpTransport<>(OtlpSignal.LOGS,
				new LogRecordEncoder()::encode, connection, gate);
		return new LogTarget(ExportWorker.ofLogs(transport, gate.description(), isSecond, properties), gate);
	}

	/**
	 * Creates the target for an exporter of the application.
	 */
	static LogTarget of(LogRecordExporter exporter, BatchProperties properties) {
		return new LogTarget(ExportWorker.ofLogs(new LogExporterTransport(exporter),
				exporter.getClass().getSimpleName(), false, properties), null);
	}

	boolean isOpen() {
		return this.gate == null || this.gate.isOpen();
	}

	boolean isCertain() {
		return this.gate == null || this.gate.isCertain();
	}

	boolean isClosed() {
		return this.gate != null && this.gate.isClosed();
	}

	boolean admits(String traceId) {
		return this.worker.admits(traceId);
	}

	void offer(LogRecordData line) {
		this.worker.offer(line, line.getSpanContext().getTraceId());
	}

	CompletableResultCode flush() {
		return this.worker.flush();
	}

	void stop(long deadline) {
		if (this.gate != null) {
			this.gate.stop();
		}
		this.worker.stop(deadline);
	}

	void awaitStop() {
		this.worker.awaitStop();
	}

	DestinationStatus status(boolean paused) {
		return this.worker.status(paused);
	}

	@Override
	public String toString() {
		return this.worker.toString();
	}

	/**
	 * A transport in which records wait as the SDK created them.
	 */
	private record LogExporterTransport(
			LogRecordExporter exporter) implements ExportTransport<LogRecordData, LogRecordData> {

		/**
		 * The bytes of the SDK's record with its context and attributes, and of each
		 * attribute.
		 */
		private static final int RECORD = 400;

		private static final int ATTRIBUTE = 160;

		@Override
		public LogRecordData prepare(LogRecordData line) {
			return line;
		}

		@Override
		public int weight(LogRecordData line) {
			int body = (line.getBodyValue() != null) ? line.getBodyValue().asString().length() : 0;
			int[] texts = { 0 };
			line.getAttributes().forEach((key, value) -> {
				if (value instanceof String text) {
					texts[0] += text.length();
				}
			});
			return RECORD + ATTRIBUTE * line.getAttributes().size() + 2 * (body + texts[0]);
		}

		@Override
		public CompletableResultCode send(List<LogRecordData> lines) {
			return this.exporter.export(lines);
		}

		@Override
		public void shutdown() {
			this.exporter.shutdown();
		}

	}

}

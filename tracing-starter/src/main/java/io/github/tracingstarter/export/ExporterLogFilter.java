package io.github.tracingstarter.export;

import java.util.List;
import java.util.logging.Filter;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * Prevents OpenTelemetry's OTLP exporters from logging each failure with a stack trace,
 * because {@link ExportHealth} logs it once, in one line. Messages of other threads are
 * not filtered, because exporters of metrics and logs have the same loggers.
 */
final class ExporterLogFilter implements Filter {

	/** Referenced here, because the JDK keeps only weak references to loggers. */
	private static final List<Logger> LOGGERS = Stream
		.of("io.opentelemetry.exporter.internal.grpc.GrpcExporter",
				"io.opentelemetry.exporter.internal.http.HttpExporter",
				// In later versions, such as 1.65.
				"io.opentelemetry.exporter.otlp.internal.GrpcExporter",
				"io.opentelemetry.exporter.otlp.internal.HttpExporter")
		.map(Logger::getLogger)
		.toList();

	private final @Nullable Filter next;

	private ExporterLogFilter(@Nullable Filter next) {
		this.next = next;
	}

	static synchronized void install() {
		for (Logger logger : LOGGERS) {
			if (!(logger.getFilter() instanceof ExporterLogFilter)) {
				logger.setFilter(new ExporterLogFilter(logger.getFilter()));
			}
		}
	}

	@Override
	public boolean isLoggable(LogRecord record) {
		return !DirectExecutorService.isRunning() && (this.next == null || this.next.isLoggable(record));
	}

}

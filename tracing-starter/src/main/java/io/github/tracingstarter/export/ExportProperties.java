package io.github.tracingstarter.export;

import java.util.List;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Properties of the export of spans.
 *
 * @param exporters Exporters that receive every finished span: otlp, zipkin, console, or
 * none. Each has its own queue and fails on its own.
 * @param exceptions How the exceptions that spans record are exported, if log records are
 * sent.
 */
@ConfigurationProperties("tracing")
record ExportProperties(@DefaultValue("otlp") List<String> exporters, @DefaultValue("event") Exceptions exceptions) {

	public ExportProperties {
		exporters = ExporterChoice.validate(exporters);
	}

	/**
	 * How the exception of a span is exported.
	 */
	public enum Exceptions {

		/**
		 * As an event of the span.
		 */
		EVENT,

		/**
		 * As a log record.
		 */
		LOG,

		/**
		 * As an event and a log record.
		 */
		BOTH

	}

}

package io.github.tracingstarter.export;

import java.util.List;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Properties of the export of spans.
 *
 * @param exporters Exporters that receive every finished span: otlp, zipkin, console, or
 * none. Each has its own queue and fails on its own.
 * @param exceptions How the exceptions that spans record leave, if log records are sent.
 */
@ConfigurationProperties("tracing")
record ExportProperties(@DefaultValue("otlp") List<String> exporters, @DefaultValue("event") Exceptions exceptions) {

	public ExportProperties {
		exporters = ExporterChoice.validate(exporters);
	}

	/**
	 * What becomes of the exception of a span.
	 */
	public enum Exceptions {

		/**
		 * An event of the span.
		 */
		EVENT,

		/**
		 * A log record.
		 */
		LOG,

		/**
		 * An event and a log record.
		 */
		BOTH

	}

}

package io.github.tracingstarter.export;

import java.util.List;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Properties of the export of spans.
 *
 * @param exporters Exporters that receive every finished span: otlp, zipkin, console, or
 * none. Each has its own queue and fails on its own.
 */
@ConfigurationProperties("tracing")
record ExportProperties(@DefaultValue("otlp") List<String> exporters) {

	public ExportProperties {
		exporters = ExporterChoice.validate(exporters);
	}

}

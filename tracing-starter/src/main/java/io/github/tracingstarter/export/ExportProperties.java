package io.github.tracingstarter.export;

import java.util.List;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where finished spans go.
 *
 * @param exporters the exporters that get every finished span: otlp, zipkin, console, or
 * none; each fails and falls behind alone
 */
@ConfigurationProperties("tracing")
record ExportProperties(@DefaultValue("otlp") List<String> exporters) {

	public ExportProperties {
		exporters = ExporterChoice.validate(exporters);
	}

}

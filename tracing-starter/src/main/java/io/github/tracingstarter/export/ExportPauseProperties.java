package io.github.tracingstarter.export;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The pause of the export.
 *
 * @param paused Whether nothing is sent, spans, log records and metrics. What comes in
 * the meantime is not sent later, what waits already is still sent. Can be changed while
 * the application runs.
 */
@ConfigurationProperties("tracing.export")
record ExportPauseProperties(@DefaultValue("false") boolean paused) {

}

package io.github.tracingstarter.export;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The pause of the export.
 *
 * @param paused Whether nothing is sent. Spans that end in the meantime are not sent
 * later, those that wait already are still sent. Can be changed while the application
 * runs.
 */
@ConfigurationProperties("tracing.export")
record ExportPauseProperties(@DefaultValue("false") boolean paused) {

}

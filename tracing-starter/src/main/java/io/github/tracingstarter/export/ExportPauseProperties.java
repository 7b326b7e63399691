package io.github.tracingstarter.export;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The pause of the export.
 *
 * @param paused Whether no span and no log record is sent. What comes in the meantime is
 * not sent later, what waits already is still sent. Can be changed while the application
 * runs.
 */
@ConfigurationProperties("tracing.export")
record ExportPauseProperties(@DefaultValue("false") boolean paused) {

}

package io.github.tracingstarter.export;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The pause of the export.
 *
 * @param paused Whether the export is paused, so that no spans and log records are sent.
 * Those created while it is paused are never sent; those already waiting are still sent.
 * Can be changed while the application runs.
 */
@ConfigurationProperties("tracing.export")
record ExportPauseProperties(@DefaultValue("false") boolean paused) {

}

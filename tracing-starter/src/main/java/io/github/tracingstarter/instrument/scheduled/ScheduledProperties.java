package io.github.tracingstarter.instrument.scheduled;

import java.util.List;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the tracing of '@Scheduled' methods.
 *
 * @param enabled Whether to trace the runs of '@Scheduled' methods. Their metrics are not
 * affected.
 * @param exclude Methods whose runs are not traced, and neither is what they do:
 * 'CleanupJob.run', or with asterisks, 'com.example.polling.*'.
 * @param emptyRuns Whether to trace runs that found nothing to do as well: those that did
 * not fail, took less than a second, and have no span below their own but those of SQL
 * statements that found no row.
 */
@ConfigurationProperties("tracing.scheduled")
record ScheduledProperties(@DefaultValue("true") boolean enabled, @DefaultValue List<String> exclude,
		@DefaultValue("false") boolean emptyRuns) {

}

package io.github.tracingstarter.instrument.scheduled;

import java.util.List;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the tracing of '@Scheduled' methods.
 *
 * @param enabled Whether to trace the runs of '@Scheduled' methods. Their metrics are not
 * affected.
 * @param exclude Methods whose runs, with everything they do, are not traced:
 * 'CleanupJob.run', or with asterisks, 'com.example.polling.*'.
 * @param emptyRuns Whether to also trace runs that found nothing to do: those that did
 * not fail, took less than a second, and have no spans below their own other than those
 * of SQL statements that found no rows.
 */
@ConfigurationProperties("tracing.scheduled")
record ScheduledProperties(@DefaultValue("true") boolean enabled, @DefaultValue List<String> exclude,
		@DefaultValue("false") boolean emptyRuns) {

}

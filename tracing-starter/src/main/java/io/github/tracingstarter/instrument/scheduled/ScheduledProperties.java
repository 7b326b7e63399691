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
 */
@ConfigurationProperties("tracing.scheduled")
record ScheduledProperties(@DefaultValue("true") boolean enabled, @DefaultValue List<String> exclude) {

}

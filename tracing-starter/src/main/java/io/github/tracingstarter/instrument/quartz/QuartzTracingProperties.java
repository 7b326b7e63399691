package io.github.tracingstarter.instrument.quartz;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the tracing of Quartz.
 *
 * @param enabled Whether each run of a job has a span, which starts a trace.
 */
@ConfigurationProperties("tracing.quartz")
record QuartzTracingProperties(@DefaultValue("true") boolean enabled) {

}

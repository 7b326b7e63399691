package io.github.tracingstarter.instrument.batch;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the tracing of Spring Batch.
 *
 * @param enabled Whether to trace jobs and steps. Their metrics are not affected.
 */
@ConfigurationProperties("tracing.spring-batch")
record SpringBatchProperties(@DefaultValue("true") boolean enabled) {

}

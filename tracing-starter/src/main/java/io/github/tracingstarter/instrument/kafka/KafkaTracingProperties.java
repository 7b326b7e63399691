package io.github.tracingstarter.instrument.kafka;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the tracing of Kafka.
 *
 * @param enabled Whether sent and processed messages have spans and carry their trace.
 */
@ConfigurationProperties("tracing.kafka")
record KafkaTracingProperties(@DefaultValue("true") boolean enabled) {

}

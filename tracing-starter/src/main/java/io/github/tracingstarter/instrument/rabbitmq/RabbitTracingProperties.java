package io.github.tracingstarter.instrument.rabbitmq;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the tracing of RabbitMQ.
 *
 * @param enabled Whether sent and processed messages have spans and carry their trace.
 */
@ConfigurationProperties("tracing.rabbitmq")
record RabbitTracingProperties(@DefaultValue("true") boolean enabled) {

}

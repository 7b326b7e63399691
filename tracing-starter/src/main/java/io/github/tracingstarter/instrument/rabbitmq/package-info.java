/**
 * Traces messages that are sent to RabbitMQ and received from it.
 */
@NullMarked
package io.github.tracingstarter.instrument.rabbitmq;

import org.jspecify.annotations.NullMarked;

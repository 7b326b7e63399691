/**
 * Traces messages that are sent to Kafka and received from it.
 */
@NullMarked
package io.github.tracingstarter.instrument.kafka;

import org.jspecify.annotations.NullMarked;

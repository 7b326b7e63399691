/**
 * The application with Kafka: every variant runs this code and no other.
 */
@NullMarked
package io.github.tracingstarter.comparison.kafka;

import org.jspecify.annotations.NullMarked;

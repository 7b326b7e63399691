/**
 * The application with Kafka. All variants run exactly this code.
 */
@NullMarked
package io.github.tracingstarter.comparison.kafka;

import org.jspecify.annotations.NullMarked;

/**
 * Metrics by OpenTelemetry's SDK: the measurements of every operation, regardless of
 * sampling, and the provider.
 */
@NullMarked
package io.github.tracingstarter.metrics;

import org.jspecify.annotations.NullMarked;

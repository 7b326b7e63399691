/**
 * Metrics by OpenTelemetry's SDK: what is counted, for every operation whatever sampling
 * says, and its provider.
 */
@NullMarked
package io.github.tracingstarter.metrics;

import org.jspecify.annotations.NullMarked;

/**
 * Traces methods with annotations of Micrometer or OpenTelemetry.
 */
@NullMarked
package io.github.tracingstarter.instrument.annotation;

import org.jspecify.annotations.NullMarked;

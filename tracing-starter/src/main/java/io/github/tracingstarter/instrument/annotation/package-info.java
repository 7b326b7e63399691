/**
 * Traces methods that have an annotation of Micrometer or of OpenTelemetry.
 */
@NullMarked
package io.github.tracingstarter.instrument.annotation;

import org.jspecify.annotations.NullMarked;

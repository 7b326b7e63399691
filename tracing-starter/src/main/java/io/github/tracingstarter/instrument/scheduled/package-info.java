/**
 * Describes the spans of the runs of {@code @Scheduled} methods.
 */
@NullMarked
package io.github.tracingstarter.instrument.scheduled;

import org.jspecify.annotations.NullMarked;

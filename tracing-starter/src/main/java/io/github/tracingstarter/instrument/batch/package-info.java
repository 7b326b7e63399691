/**
 * Traces the jobs of Spring Batch.
 */
@NullMarked
package io.github.tracingstarter.instrument.batch;

import org.jspecify.annotations.NullMarked;

/**
 * Keeps failed and slow traces that were not chosen at their start: tail sampling in the
 * process.
 */
@NullMarked
package io.github.tracingstarter.sampling.keep;

import org.jspecify.annotations.NullMarked;

/**
 * Decides which traces are recorded.
 */
@NullMarked
package io.github.tracingstarter.sampling;

import org.jspecify.annotations.NullMarked;

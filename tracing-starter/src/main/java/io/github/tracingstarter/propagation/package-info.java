/**
 * Reads and writes the headers that carry a trace from one service to the next.
 */
@NullMarked
package io.github.tracingstarter.propagation;

import org.jspecify.annotations.NullMarked;

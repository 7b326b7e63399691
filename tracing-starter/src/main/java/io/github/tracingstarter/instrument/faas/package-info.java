/**
 * Invocations of functions: a span for each, and a flush before its answer.
 */
@NullMarked
package io.github.tracingstarter.instrument.faas;

import org.jspecify.annotations.NullMarked;

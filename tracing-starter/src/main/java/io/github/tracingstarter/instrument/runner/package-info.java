/**
 * Traces what an application runs when it has started.
 */
@NullMarked
package io.github.tracingstarter.instrument.runner;

import org.jspecify.annotations.NullMarked;

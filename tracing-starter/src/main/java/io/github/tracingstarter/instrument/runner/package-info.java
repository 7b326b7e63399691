/**
 * Traces the runners that an application runs after it has started.
 */
@NullMarked
package io.github.tracingstarter.instrument.runner;

import org.jspecify.annotations.NullMarked;

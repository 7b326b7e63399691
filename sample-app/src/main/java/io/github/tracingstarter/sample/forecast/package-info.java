/**
 * A forecast from another application: a second instance of this one, started with the
 * profile {@code forecast}.
 */
@NullMarked
package io.github.tracingstarter.sample.forecast;

import org.jspecify.annotations.NullMarked;

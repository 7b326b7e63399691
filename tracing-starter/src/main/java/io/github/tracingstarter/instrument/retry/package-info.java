/**
 * Shows the attempts of methods that are retried.
 */
@NullMarked
package io.github.tracingstarter.instrument.retry;

import org.jspecify.annotations.NullMarked;

/**
 * Listeners to each operation, whether or not it is in a recorded trace.
 */
@NullMarked
package io.github.tracingstarter.measurement;

import org.jspecify.annotations.NullMarked;

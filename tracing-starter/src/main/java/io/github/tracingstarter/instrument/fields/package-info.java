/**
 * Finds clients and executors in the fields of the application's beans, and has them
 * traced by the instrumentation of their library.
 */
@NullMarked
package io.github.tracingstarter.instrument.fields;

import org.jspecify.annotations.NullMarked;

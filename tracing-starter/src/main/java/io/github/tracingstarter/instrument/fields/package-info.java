/**
 * Finds clients and executors in the fields of the application's beans, so that the
 * instrumentation of their library traces them.
 */
@NullMarked
package io.github.tracingstarter.instrument.fields;

import org.jspecify.annotations.NullMarked;

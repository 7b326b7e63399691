/**
 * Assertions on the traces that an application records in its own tests.
 */
@NullMarked
package io.github.tracingstarter.test;

import org.jspecify.annotations.NullMarked;

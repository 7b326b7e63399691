/**
 * Shared code of all tests.
 */
@NullMarked
package io.github.tracingstarter.testing;

import org.jspecify.annotations.NullMarked;

/**
 * Tests of changes while the application runs.
 */
@NullMarked
package io.github.tracingstarter.control;

import org.jspecify.annotations.NullMarked;

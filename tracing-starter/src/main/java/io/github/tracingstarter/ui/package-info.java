/**
 * The page at {@code /tracing}: where it is served, to whom, and the parts that every
 * feature of it builds on.
 */
@NullMarked
package io.github.tracingstarter.ui;

import org.jspecify.annotations.NullMarked;

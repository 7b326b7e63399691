/**
 * The page at {@code /tracing}: its path, the access to it, and the parts that all its
 * features share.
 */
@NullMarked
package io.github.tracingstarter.ui;

import org.jspecify.annotations.NullMarked;

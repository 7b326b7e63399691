/**
 * The page at {@code /tracing}: its path, access to it, and the parts that its features
 * share.
 */
@NullMarked
package io.github.tracingstarter.ui;

import org.jspecify.annotations.NullMarked;

/**
 * Samples of what the threads of slow requests do.
 */
@NullMarked
package io.github.tracingstarter.ui.stacks;

import org.jspecify.annotations.NullMarked;

/**
 * Stack samples of the threads of slow requests.
 */
@NullMarked
package io.github.tracingstarter.ui.stacks;

import org.jspecify.annotations.NullMarked;

/**
 * What the page tells about traces: where the time went, what repeats itself, what
 * failed, and what of it to change.
 */
@NullMarked
package io.github.tracingstarter.ui.traces;

import org.jspecify.annotations.NullMarked;

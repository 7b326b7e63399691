/**
 * The analysis of traces on the page: where the time was spent, what is repeated, what
 * failed, and what to change.
 */
@NullMarked
package io.github.tracingstarter.ui.traces;

import org.jspecify.annotations.NullMarked;

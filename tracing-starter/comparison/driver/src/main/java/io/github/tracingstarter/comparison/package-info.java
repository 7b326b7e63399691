/**
 * Compares tracers: starts one application with each of them, puts load on all in turn,
 * and reports what a request costs over that of the untraced application.
 */
@NullMarked
package io.github.tracingstarter.comparison;

import org.jspecify.annotations.NullMarked;

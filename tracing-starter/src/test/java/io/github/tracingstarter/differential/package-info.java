/**
 * Runs the same application untraced and traced, and compares everything that can be
 * observed.
 */
@NullMarked
package io.github.tracingstarter.differential;

import org.jspecify.annotations.NullMarked;

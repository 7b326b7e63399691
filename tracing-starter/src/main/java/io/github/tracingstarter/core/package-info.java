/**
 * What all instrumentations share: properties, the place that starts and fails spans, the
 * condition that turns everything off, and the report of what is traced.
 */
@NullMarked
package io.github.tracingstarter.core;

import org.jspecify.annotations.NullMarked;

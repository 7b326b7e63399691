/**
 * What Spring and Micrometer document as the way to shape spans, with the starter and
 * with Boot's own tracing.
 */
@NullMarked
package io.github.tracingstarter.extension;

import org.jspecify.annotations.NullMarked;

/**
 * The ways to shape spans that Spring and Micrometer document, with the starter and with
 * Boot's own tracing.
 */
@NullMarked
package io.github.tracingstarter.extension;

import org.jspecify.annotations.NullMarked;

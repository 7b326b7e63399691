/**
 * Export to Zipkin. The package can be deleted together with its two dependencies.
 */
@NullMarked
package io.github.tracingstarter.export.zipkin;

import org.jspecify.annotations.NullMarked;

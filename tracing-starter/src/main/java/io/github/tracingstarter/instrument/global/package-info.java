/**
 * Lets libraries that use the global OpenTelemetry find that of the application.
 */
@NullMarked
package io.github.tracingstarter.instrument.global;

import org.jspecify.annotations.NullMarked;

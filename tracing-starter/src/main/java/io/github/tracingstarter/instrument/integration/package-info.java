/**
 * Carries the trace through the channels of Spring Integration.
 */
@NullMarked
package io.github.tracingstarter.instrument.integration;

import org.jspecify.annotations.NullMarked;

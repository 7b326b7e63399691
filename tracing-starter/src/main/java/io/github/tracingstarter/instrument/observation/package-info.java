/**
 * Shapes the spans that come from Spring's own observations: which make none, and which
 * have failed.
 */
@NullMarked
package io.github.tracingstarter.instrument.observation;

import org.jspecify.annotations.NullMarked;

/**
 * Traces messages that are sent by Pigeon.
 */
@NullMarked
package io.github.tracingstarter.instrument.pigeon;

import org.jspecify.annotations.NullMarked;

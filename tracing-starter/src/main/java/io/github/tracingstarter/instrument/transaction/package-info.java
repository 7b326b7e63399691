/**
 * Traces Spring's transactions.
 */
@NullMarked
package io.github.tracingstarter.instrument.transaction;

import org.jspecify.annotations.NullMarked;

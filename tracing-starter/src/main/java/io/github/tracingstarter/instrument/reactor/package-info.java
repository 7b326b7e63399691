/**
 * Carries the trace through the operators of Reactor.
 */
@NullMarked
package io.github.tracingstarter.instrument.reactor;

import org.jspecify.annotations.NullMarked;

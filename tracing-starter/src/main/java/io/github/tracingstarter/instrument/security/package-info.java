/**
 * Decides whether Spring Security's observations become spans.
 */
@NullMarked
package io.github.tracingstarter.instrument.security;

import org.jspecify.annotations.NullMarked;

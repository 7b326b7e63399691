/**
 * Decides whether Spring Security has spans.
 */
@NullMarked
package io.github.tracingstarter.instrument.security;

import org.jspecify.annotations.NullMarked;

/**
 * Records the hits and misses of caches on spans.
 */
@NullMarked
package io.github.tracingstarter.instrument.cache;

import org.jspecify.annotations.NullMarked;

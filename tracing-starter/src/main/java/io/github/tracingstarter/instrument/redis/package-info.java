/**
 * Traces the commands of the Redis client Lettuce.
 */
@NullMarked
package io.github.tracingstarter.instrument.redis;

import org.jspecify.annotations.NullMarked;

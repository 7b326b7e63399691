/**
 * Traces the commands of the Redis client Jedis.
 */
@NullMarked
package io.github.tracingstarter.instrument.jedis;

import org.jspecify.annotations.NullMarked;

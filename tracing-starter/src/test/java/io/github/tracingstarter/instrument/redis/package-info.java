@NullMarked
package io.github.tracingstarter.instrument.redis;

import org.jspecify.annotations.NullMarked;

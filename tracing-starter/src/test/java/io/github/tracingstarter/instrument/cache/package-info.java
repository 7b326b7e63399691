@NullMarked
package io.github.tracingstarter.instrument.cache;

import org.jspecify.annotations.NullMarked;

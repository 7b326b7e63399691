@NullMarked
package io.github.tracingstarter.instrument.retry;

import org.jspecify.annotations.NullMarked;

@NullMarked
package io.github.tracingstarter.instrument.webflux;

import org.jspecify.annotations.NullMarked;

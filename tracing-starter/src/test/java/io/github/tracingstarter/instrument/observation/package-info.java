@NullMarked
package io.github.tracingstarter.instrument.observation;

import org.jspecify.annotations.NullMarked;

@NullMarked
package io.github.tracingstarter.instrument.reactor;

import org.jspecify.annotations.NullMarked;

@NullMarked
package io.github.tracingstarter.instrument.global;

import org.jspecify.annotations.NullMarked;

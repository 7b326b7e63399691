@NullMarked
package io.github.tracingstarter.instrument.faas;

import org.jspecify.annotations.NullMarked;

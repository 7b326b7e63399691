@NullMarked
package io.github.tracingstarter.instrument.scheduled;

import org.jspecify.annotations.NullMarked;

@NullMarked
package io.github.tracingstarter.instrument.context;

import org.jspecify.annotations.NullMarked;

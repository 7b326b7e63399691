@NullMarked
package io.github.tracingstarter.instrument.method;

import org.jspecify.annotations.NullMarked;

@NullMarked
package io.github.tracingstarter.instrument.annotation;

import org.jspecify.annotations.NullMarked;

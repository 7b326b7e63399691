@NullMarked
package io.github.tracingstarter.instrument.feign;

import org.jspecify.annotations.NullMarked;

@NullMarked
package io.github.tracingstarter.instrument.woven;

import org.jspecify.annotations.NullMarked;

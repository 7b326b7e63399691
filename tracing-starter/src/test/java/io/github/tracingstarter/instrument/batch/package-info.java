@NullMarked
package io.github.tracingstarter.instrument.batch;

import org.jspecify.annotations.NullMarked;

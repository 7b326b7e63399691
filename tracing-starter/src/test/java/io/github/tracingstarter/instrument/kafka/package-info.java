@NullMarked
package io.github.tracingstarter.instrument.kafka;

import org.jspecify.annotations.NullMarked;

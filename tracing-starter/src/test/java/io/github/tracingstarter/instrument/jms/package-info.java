@NullMarked
package io.github.tracingstarter.instrument.jms;

import org.jspecify.annotations.NullMarked;

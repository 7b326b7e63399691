@NullMarked
package io.github.tracingstarter.instrument.runner;

import org.jspecify.annotations.NullMarked;

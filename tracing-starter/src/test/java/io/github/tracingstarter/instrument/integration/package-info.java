@NullMarked
package io.github.tracingstarter.instrument.integration;

import org.jspecify.annotations.NullMarked;

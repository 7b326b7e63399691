@NullMarked
package io.github.tracingstarter.instrument.webclient;

import org.jspecify.annotations.NullMarked;

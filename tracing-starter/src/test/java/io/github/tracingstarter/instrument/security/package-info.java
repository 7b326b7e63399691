@NullMarked
package io.github.tracingstarter.instrument.security;

import org.jspecify.annotations.NullMarked;

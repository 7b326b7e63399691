@NullMarked
package io.github.tracingstarter.propagation;

import org.jspecify.annotations.NullMarked;

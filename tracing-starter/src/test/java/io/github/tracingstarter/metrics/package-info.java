@NullMarked
package io.github.tracingstarter.metrics;

import org.jspecify.annotations.NullMarked;

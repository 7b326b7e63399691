@NullMarked
package io.github.tracingstarter.observation;

import org.jspecify.annotations.NullMarked;

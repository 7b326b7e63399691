@NullMarked
package io.github.tracingstarter.instrument;

import org.jspecify.annotations.NullMarked;

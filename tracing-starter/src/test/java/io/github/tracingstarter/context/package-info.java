@NullMarked
package io.github.tracingstarter.context;

import org.jspecify.annotations.NullMarked;

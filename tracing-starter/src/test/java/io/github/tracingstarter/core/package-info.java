@NullMarked
package io.github.tracingstarter.core;

import org.jspecify.annotations.NullMarked;

@NullMarked
package io.github.tracingstarter.support;

import org.jspecify.annotations.NullMarked;

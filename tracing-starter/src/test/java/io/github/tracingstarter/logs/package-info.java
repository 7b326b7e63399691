@NullMarked
package io.github.tracingstarter.logs;

import org.jspecify.annotations.NullMarked;

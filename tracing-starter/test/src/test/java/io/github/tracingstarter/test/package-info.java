@NullMarked
package io.github.tracingstarter.test;

import org.jspecify.annotations.NullMarked;

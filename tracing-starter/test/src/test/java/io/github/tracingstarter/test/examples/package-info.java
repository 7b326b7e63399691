@NullMarked
package io.github.tracingstarter.test.examples;

import org.jspecify.annotations.NullMarked;

@NullMarked
package io.github.tracingstarter.test.shop;

import org.jspecify.annotations.NullMarked;

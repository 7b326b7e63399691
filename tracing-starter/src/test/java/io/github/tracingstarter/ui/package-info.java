@NullMarked
package io.github.tracingstarter.ui;

import org.jspecify.annotations.NullMarked;

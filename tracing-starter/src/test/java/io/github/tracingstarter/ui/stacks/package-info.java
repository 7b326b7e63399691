@NullMarked
package io.github.tracingstarter.ui.stacks;

import org.jspecify.annotations.NullMarked;

@NullMarked
package io.github.tracingstarter.ui.store;

import org.jspecify.annotations.NullMarked;

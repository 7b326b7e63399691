@NullMarked
package io.github.tracingstarter.ui.traces;

import org.jspecify.annotations.NullMarked;

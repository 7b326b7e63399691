@NullMarked
package io.github.tracingstarter.ui.exchange;

import org.jspecify.annotations.NullMarked;

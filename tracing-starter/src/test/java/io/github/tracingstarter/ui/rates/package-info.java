@NullMarked
package io.github.tracingstarter.ui.rates;

import org.jspecify.annotations.NullMarked;

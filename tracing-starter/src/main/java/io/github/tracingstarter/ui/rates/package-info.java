/**
 * Requests of the last hour by route. Each request is counted, whether it is recorded or
 * not.
 */
@NullMarked
package io.github.tracingstarter.ui.rates;

import org.jspecify.annotations.NullMarked;

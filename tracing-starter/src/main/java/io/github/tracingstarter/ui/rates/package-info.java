/**
 * Requests of the last hour by route, each of which was counted, recorded or not.
 */
@NullMarked
package io.github.tracingstarter.ui.rates;

import org.jspecify.annotations.NullMarked;

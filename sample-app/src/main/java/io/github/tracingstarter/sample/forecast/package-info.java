/**
 * A forecast that another application makes: this one, started once more with the profile
 * {@code forecast}.
 */
@NullMarked
package io.github.tracingstarter.sample.forecast;

import org.jspecify.annotations.NullMarked;

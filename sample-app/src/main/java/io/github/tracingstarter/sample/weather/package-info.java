/**
 * The weather of a city, requested from an upstream service over HTTP.
 */
@NullMarked
package io.github.tracingstarter.sample.weather;

import org.jspecify.annotations.NullMarked;

/**
 * Stands in for the weather service of somebody else, so that the application works
 * offline.
 */
@NullMarked
package io.github.tracingstarter.sample.upstream;

import org.jspecify.annotations.NullMarked;

/**
 * Replaces an external weather service, so that the application works offline.
 */
@NullMarked
package io.github.tracingstarter.sample.upstream;

import org.jspecify.annotations.NullMarked;

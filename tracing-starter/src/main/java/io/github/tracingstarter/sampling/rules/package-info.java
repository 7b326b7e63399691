/**
 * The rules of the application on what is recorded, and how.
 */
@NullMarked
package io.github.tracingstarter.sampling.rules;

import org.jspecify.annotations.NullMarked;

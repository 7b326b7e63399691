/**
 * The rules of the application that determine what is recorded, and how.
 */
@NullMarked
package io.github.tracingstarter.sampling.rules;

import org.jspecify.annotations.NullMarked;

/**
 * Tests of the rules of what is recorded.
 */
@NullMarked
package io.github.tracingstarter.sampling.rules;

import org.jspecify.annotations.NullMarked;

/**
 * Tests of the rules about what is recorded.
 */
@NullMarked
package io.github.tracingstarter.sampling.rules;

import org.jspecify.annotations.NullMarked;

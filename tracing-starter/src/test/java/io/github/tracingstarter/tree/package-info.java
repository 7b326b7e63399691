/**
 * Tests of a request that goes through everything.
 */
@NullMarked
package io.github.tracingstarter.tree;

import org.jspecify.annotations.NullMarked;

/**
 * What the tests of all packages share.
 */
@NullMarked
package io.github.tracingstarter.testing;

import org.jspecify.annotations.NullMarked;

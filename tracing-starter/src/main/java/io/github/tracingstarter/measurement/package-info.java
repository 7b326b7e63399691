/**
 * What others learn of each operation, whether or not it is in a trace that is recorded.
 */
@NullMarked
package io.github.tracingstarter.measurement;

import org.jspecify.annotations.NullMarked;

/**
 * One operation with a bit of everything: queries, a transaction, calls and a failure.
 */
@NullMarked
package io.github.tracingstarter.sample.complex;

import org.jspecify.annotations.NullMarked;

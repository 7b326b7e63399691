/**
 * The application that is measured: every variant runs this code and no other.
 */
@NullMarked
package io.github.tracingstarter.comparison.application;

import org.jspecify.annotations.NullMarked;

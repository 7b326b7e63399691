/**
 * The application on servlets: every variant runs this code and no other.
 */
@NullMarked
package io.github.tracingstarter.comparison.servlet;

import org.jspecify.annotations.NullMarked;

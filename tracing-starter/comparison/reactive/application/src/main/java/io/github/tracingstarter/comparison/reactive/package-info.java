/**
 * The application on WebFlux: every variant runs this code and no other. It has the paths
 * of the one on servlets.
 */
@NullMarked
package io.github.tracingstarter.comparison.reactive;

import org.jspecify.annotations.NullMarked;

/**
 * The application on WebFlux. All variants run exactly this code. It has the same paths
 * as the one on servlets.
 */
@NullMarked
package io.github.tracingstarter.comparison.reactive;

import org.jspecify.annotations.NullMarked;

/**
 * The application that runs for hours: the one on servlets, with more of what
 * applications do. Both variants run exactly this code.
 */
@NullMarked
package io.github.tracingstarter.comparison.soak;

import org.jspecify.annotations.NullMarked;

/**
 * The application on servlets. All variants run exactly this code.
 */
@NullMarked
package io.github.tracingstarter.comparison.servlet;

import org.jspecify.annotations.NullMarked;

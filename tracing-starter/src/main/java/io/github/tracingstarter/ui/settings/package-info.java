/**
 * The settings of the tracer on the page: their values, their sources, and those that can
 * be changed while the application runs.
 */
@NullMarked
package io.github.tracingstarter.ui.settings;

import org.jspecify.annotations.NullMarked;

/**
 * The settings of the tracer on the page: what they are, where they come from, and those
 * that can be changed while the application runs.
 */
@NullMarked
package io.github.tracingstarter.ui.settings;

import org.jspecify.annotations.NullMarked;

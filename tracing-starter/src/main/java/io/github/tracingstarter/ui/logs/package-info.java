/**
 * The recent log lines, with their traces.
 */
@NullMarked
package io.github.tracingstarter.ui.logs;

import org.jspecify.annotations.NullMarked;

/**
 * Traces as files, and spans of other applications.
 */
@NullMarked
package io.github.tracingstarter.ui.exchange;

import org.jspecify.annotations.NullMarked;

/**
 * The layer that all instrumentations share: it starts, fails and names spans.
 */
@NullMarked
package io.github.tracingstarter.instrument;

import org.jspecify.annotations.NullMarked;

/**
 * The public API, as an application uses it.
 */
@NullMarked
package io.github.tracingstarter.customizing;

import org.jspecify.annotations.NullMarked;

/**
 * What every application has beside its own code: it tells the driver what it has used.
 */
@NullMarked
package io.github.tracingstarter.comparison.control;

import org.jspecify.annotations.NullMarked;

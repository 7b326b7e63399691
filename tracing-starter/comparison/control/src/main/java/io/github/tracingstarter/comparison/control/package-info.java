/**
 * The part that every application has in addition to its own code: it reports resource
 * usage to the driver.
 */
@NullMarked
package io.github.tracingstarter.comparison.control;

import org.jspecify.annotations.NullMarked;

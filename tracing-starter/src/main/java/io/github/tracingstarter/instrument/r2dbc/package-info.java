/**
 * Traces SQL statements that are run with R2DBC.
 */
@NullMarked
package io.github.tracingstarter.instrument.r2dbc;

import org.jspecify.annotations.NullMarked;

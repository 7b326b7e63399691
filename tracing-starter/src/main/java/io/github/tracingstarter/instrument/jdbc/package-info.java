/**
 * Traces SQL statements, with one client span for each execution by any library, by
 * wrapping the application's {@link javax.sql.DataSource} beans.
 */
@NullMarked
package io.github.tracingstarter.instrument.jdbc;

import org.jspecify.annotations.NullMarked;

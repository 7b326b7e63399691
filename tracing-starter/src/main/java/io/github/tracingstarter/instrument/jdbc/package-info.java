/**
 * Traces SQL statements, with one client span for each execution by any library, by
 * wrapping the {@link javax.sql.DataSource} beans of the application.
 */
@NullMarked
package io.github.tracingstarter.instrument.jdbc;

import org.jspecify.annotations.NullMarked;

package io.github.tracingstarter.instrument.jdbc;

/**
 * Marks the connections handed out by a traced {@link javax.sql.DataSource}, and what
 * these hand out. A data source or connection that is traced says so when asked whether
 * it is a wrapper for this type.
 */
interface TracedConnection {

}

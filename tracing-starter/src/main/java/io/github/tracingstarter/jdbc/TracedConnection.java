package io.github.tracingstarter.jdbc;

/**
 * Marks the connections handed out by a traced {@link javax.sql.DataSource}. A data
 * source that is traced says so when asked whether it is a wrapper for this type.
 */
interface TracedConnection {

}

package io.github.tracingstarter.instrument.jdbc;

/**
 * Marks the connections of a traced {@link javax.sql.DataSource}, and the objects that
 * they return. {@code isWrapperFor} of a traced data source or connection is true for
 * this type.
 */
interface TracedConnection {

}

package io.github.tracingstarter.instrument.jdbc;

import java.sql.Connection;

/**
 * A connection of a driver's own class that refers to a traced one.
 */
interface TracedDriverConnection extends TracedConnection {

	/**
	 * Returns the traced connection.
	 * @return the connection to which all JDBC calls go
	 */
	Connection tracedConnectionBehind();

}

package io.github.tracingstarter.instrument.jdbc;

import java.sql.Connection;

/**
 * A connection of a driver's own class that refers to a traced one.
 */
interface TracedDriverConnection extends TracedConnection {

	/**
	 * The traced connection.
	 * @return what all calls of JDBC go to
	 */
	Connection tracedConnectionBehind();

}

package io.github.tracingstarter.instrument.jdbc;

import java.sql.Connection;

/**
 * A connection that is of the class of a driver and leads to a traced one.
 */
interface TracedDriverConnection extends TracedConnection {

	/**
	 * The traced connection.
	 * @return what all calls of JDBC go to
	 */
	Connection tracedConnectionBehind();

}

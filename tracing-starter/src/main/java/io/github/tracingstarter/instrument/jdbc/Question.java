package io.github.tracingstarter.instrument.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The question to a database how it would run a statement.
 *
 * @param sql the statement, without a semicolon at its end
 * @param check the result of parsing it
 * @param values its values, or null if they are not known
 * @param seconds the time limit for the database
 */
record Question(String sql, SelectCheck check, @Nullable List<@Nullable Object> values, int seconds) {

	/**
	 * Executes a statement with a time limit. The limit is reset afterwards, because in
	 * H2 it applies to the whole connection.
	 * @param statement the statement
	 * @param call executes it
	 * @param reading reads its rows
	 * @return the result of reading
	 * @throws SQLException if it failed
	 */
	String run(Statement statement, Asking call, Reading reading) throws SQLException {
		int before = statement.getQueryTimeout();
		statement.setQueryTimeout(this.seconds);
		try (ResultSet rows = call.run()) {
			return reading.read(rows);
		}
		finally {
			statement.setQueryTimeout(before);
		}
	}

	/**
	 * Does not include the components, which contain values.
	 */
	@Override
	public String toString() {
		return "Question";
	}

	/**
	 * The call of the driver.
	 */
	interface Asking {

		ResultSet run() throws SQLException;

	}

	interface Reading {

		String read(ResultSet rows) throws SQLException;

	}

}

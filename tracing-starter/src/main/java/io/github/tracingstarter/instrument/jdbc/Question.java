package io.github.tracingstarter.instrument.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What a database is asked: how it would run a statement.
 *
 * @param sql the statement, without a semicolon at its end
 * @param check what was read in it
 * @param values its values, or null if they are not known
 * @param seconds for how long the database may think
 */
record Question(String sql, SelectCheck check, @Nullable List<@Nullable Object> values, int seconds) {

	/**
	 * Executes a statement, with a limit of its time. A limit is taken back, as in H2 it
	 * is one of the whole connection.
	 * @param statement the statement
	 * @param call executes it
	 * @param reading reads its rows
	 * @return what was read
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
	 * Not the components, which have values.
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

package io.github.tracingstarter.instrument.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.Collections;
import java.util.List;

import io.github.tracingstarter.sql.SqlDialect;
import io.github.tracingstarter.sql.SqlScanner;
import io.github.tracingstarter.sql.StatementPlans.Plan;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.semconv.DbAttributes;
import org.jspecify.annotations.Nullable;

/**
 * How to ask a kind of database for a plan, and how to read the plan without its
 * literals.
 */
enum PlanSource {

	/**
	 * H2 plans without the values. Its plan is the statement with comments.
	 */
	H2(SqlDialect.STANDARD) {

		@Override
		Plan ask(Connection connection, Question question) throws SQLException {
			try (PreparedStatement statement = connection.prepareStatement("EXPLAIN " + question.sql())) {
				String plan = question.run(statement, statement::executeQuery, PlanSource::firstColumn);
				return new Plan(H2Plan.mask(plan), "The plan of H2, which does not depend on the values.");
			}
		}

	},

	/**
	 * PostgreSQL creates a plan for any values if it is told to. Its option for EXPLAIN,
	 * GENERIC_PLAN, needs no values, but the driver's protocol does.
	 */
	POSTGRESQL(SqlDialect.POSTGRESQL) {

		@Override
		Plan ask(Connection connection, Question question) throws SQLException {
			int version = connection.getMetaData().getDatabaseMajorVersion();
			int parameters = question.check().parameters();
			if (parameters > 0 && version < GENERIC_PLANS) {
				return Plan.none("PostgreSQL plans a statement without its values since version %d. This server has %d."
					.formatted(GENERIC_PLANS, version));
			}
			try (Statement statement = connection.createStatement()) {
				String json = (parameters > 0) ? askForAnyValues(connection, statement, question, parameters)
						: explain(statement, question, question.check().numbered(question.sql()));
				return new Plan(PostgresPlan.read(json), (parameters > 0)
						? "The generic plan, made for any values. For some values the server may choose another."
						: LITERALS);
			}
		}

		private String askForAnyValues(Connection connection, Statement statement, Question question, int parameters)
				throws SQLException {
			statement.execute("SET LOCAL plan_cache_mode = force_generic_plan");
			statement.execute("PREPARE tracing_plan AS " + question.check().numbered(question.sql()));
			Savepoint prepared = connection.setSavepoint();
			try {
				return explain(statement, question, "EXECUTE tracing_plan(%s)"
					.formatted(String.join(", ", Collections.nCopies(parameters, "NULL"))));
			}
			finally {
				// A prepared statement stays in the session, whatever happens to the
				// transaction.
				connection.rollback(prepared);
				statement.execute("DEALLOCATE tracing_plan");
			}
		}

		private String explain(Statement statement, Question question, String sql) throws SQLException {
			return question.run(statement, () -> statement.executeQuery("EXPLAIN (FORMAT JSON) " + sql),
					PlanSource::firstColumn);
		}

	},

	/**
	 * MariaDB and MySQL look the values up in the indexes while they plan.
	 */
	MYSQL(SqlDialect.MYSQL) {

		@Override
		Plan ask(Connection connection, Question question) throws SQLException {
			List<@Nullable Object> values = question.values();
			if (question.check().parameters() > 0 && values == null) {
				return Plan.none("The plan depends on the values, and those of this statement are not remembered: they "
						+ "are streams, more than 100, or longer than 4,000 characters, or it was prepared where "
						+ "nothing was traced.");
			}
			try (PreparedStatement statement = connection
				.prepareStatement("EXPLAIN FORMAT=TRADITIONAL " + question.sql())) {
				for (int i = 0; values != null && i < values.size(); i++) {
					statement.setObject(i + 1, values.get(i));
				}
				String plan = question.run(statement, statement::executeQuery, PlanSource::rows);
				return new Plan(plan, question.check().parameters() > 0
						? "Made with the values of the last time that the statement ran." : LITERALS);
			}
		}

	};

	private static final int GENERIC_PLANS = 12;

	private static final String LITERALS = "Made with the literals of the last time that the statement ran.";

	private static final int MAX_ROWS = 200;

	private static final String FREE_TEXT = "Extra";

	private final SqlDialect dialect;

	PlanSource(SqlDialect dialect) {
		this.dialect = dialect;
	}

	abstract Plan ask(Connection connection, Question question) throws SQLException;

	SqlDialect dialect() {
		return this.dialect;
	}

	/**
	 * Returns how to ask the database of a statement.
	 * @param statement the attributes of the statement or of the database
	 * @return the source of its plans, or null if it is not known
	 */
	static @Nullable PlanSource of(Attributes statement) {
		return switch (String.valueOf(statement.get(DbAttributes.DB_SYSTEM_NAME))) {
			case "h2database" -> H2;
			case "postgresql" -> POSTGRESQL;
			case "mariadb", "mysql" -> MYSQL;
			default -> null;
		};
	}

	/**
	 * Returns whether a database cannot plan without the values.
	 * @param database its attributes
	 * @return whether the values must be remembered
	 */
	static boolean needsValues(Attributes database) {
		return of(database) == MYSQL;
	}

	private static String firstColumn(ResultSet rows) throws SQLException {
		StringBuilder text = new StringBuilder();
		while (rows.next()) {
			text.append((text.length() > 0) ? "\n" : "").append(rows.getString(1));
		}
		return text.toString();
	}

	/**
	 * Returns a line for each table, with the informative columns below it. All but one
	 * are names and numbers of rows.
	 */
	private static String rows(ResultSet rows) throws SQLException {
		ResultSetMetaData columns = rows.getMetaData();
		StringBuilder text = new StringBuilder();
		for (int row = 0; row < MAX_ROWS && rows.next(); row++) {
			for (int column = 1; column <= columns.getColumnCount(); column++) {
				String name = columns.getColumnLabel(column);
				String value = rows.getString(column);
				if (value == null || value.isEmpty()) {
					continue;
				}
				// The number of the query, its type and its table.
				boolean first = column <= 3;
				text.append(!first ? "\n    " + name + ": " : (column > 1) ? " " : (row > 0) ? "\n" : "");
				text.append(name.equals(FREE_TEXT) ? SqlScanner.mask(value, SqlDialect.MYSQL) : value);
			}
		}
		return text.toString();
	}

}

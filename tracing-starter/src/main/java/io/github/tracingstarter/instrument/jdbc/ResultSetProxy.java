package io.github.tracingstarter.instrument.jdbc;

import java.lang.invoke.MethodHandle;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

import io.github.tracingstarter.instrument.jdbc.JdbcProxies.Kind;
import org.jspecify.annotations.Nullable;

/**
 * A result set that counts the rows read and refers back to its traced statement. Reading
 * rows is the hottest path. Even without reflection, wrapping costs 2 to 3 ns for each
 * value, so result sets are wrapped only if rows are counted, and never by a JDK proxy,
 * which would cost about 30 ns.
 */
class ResultSetProxy extends TracedObject {

	private final ResultSet delegate;

	private final StatementProxy statement;

	private @Nullable Execution execution;

	private long rows;

	ResultSetProxy(ResultSet delegate, StatementProxy statement, @Nullable Execution execution) {
		super(delegate);
		this.delegate = delegate;
		this.statement = statement;
		this.execution = execution;
	}

	/**
	 * Creates a traced result set.
	 * @param resultSet the driver's result set, if it returned one
	 * @param statement the traced statement
	 * @param execution the execution that waits for the rows, if any
	 * @return the traced result set, or the driver's own if it cannot be traced
	 */
	static @Nullable ResultSet create(@Nullable ResultSet resultSet, StatementProxy statement,
			@Nullable Execution execution) {
		if (resultSet == null || resultSet instanceof TracedConnection) {
			return resultSet;
		}
		try {
			MethodHandle constructor = statement.connection()
				.tracer()
				.proxies()
				.constructor(Kind.RESULT_SET, resultSet);
			if (constructor != null) {
				return (ResultSet) (ResultSetProxy) constructor.invokeExact(resultSet, statement, execution);
			}
		}
		catch (Throwable ex) {
			Failures.log(ex);
		}
		Execution.end(execution);
		return resultSet;
	}

	public boolean next() throws SQLException {
		boolean more;
		try {
			more = this.delegate.next();
		}
		catch (Throwable ex) {
			Execution.fail(this.execution, ex, null);
			this.execution = null;
			throw ex;
		}
		if (more) {
			this.rows++;
		}
		else {
			fetched();
		}
		return more;
	}

	public void close() throws SQLException {
		try {
			this.delegate.close();
		}
		finally {
			fetched();
		}
	}

	public Statement getStatement() {
		return (Statement) this.statement.self();
	}

	private void fetched() {
		Execution current = this.execution;
		if (current != null) {
			this.execution = null;
			current.fetched(this.rows);
		}
	}

}

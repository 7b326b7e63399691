package io.github.tracingstarter.instrument.jdbc;

import java.lang.invoke.MethodHandle;
import java.lang.reflect.Method;
import java.sql.CallableStatement;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

import io.github.tracingstarter.instrument.jdbc.JdbcProxies.Kind;
import org.jspecify.annotations.Nullable;

/**
 * A traced prepared or callable statement.
 */
class PreparedStatementProxy extends StatementProxy {

	private final PreparedStatement delegate;

	private final String sql;

	private final @Nullable BoundValues values;

	PreparedStatementProxy(PreparedStatement delegate, String sql, ConnectionProxy connection) {
		super(delegate, connection);
		this.delegate = delegate;
		this.sql = sql;
		this.values = connection.tracer().boundValues(connection);
	}

	/**
	 * Creates a traced statement.
	 * @param statement the statement
	 * @param sql its text
	 * @param connection its connection
	 * @return the traced statement, which is a {@link CallableStatement} if the original
	 * is one
	 * @throws Throwable if it cannot be created
	 */
	static PreparedStatement create(PreparedStatement statement, String sql, ConnectionProxy connection)
			throws Throwable {
		Kind kind = (statement instanceof CallableStatement) ? Kind.CALLABLE_STATEMENT : Kind.PREPARED_STATEMENT;
		MethodHandle constructor = connection.tracer().proxies(connection).constructor(kind, statement);
		if (constructor == null) {
			return (PreparedStatement) InterfaceProxy.create(kind.type(),
					new PreparedStatementProxy(statement, sql, connection));
		}
		return (PreparedStatement) (PreparedStatementProxy) constructor.invokeExact(statement, sql, connection);
	}

	/**
	 * Returns whether a method binds a value to a parameter.
	 * @param method a method of JDBC
	 * @return whether it does
	 */
	static boolean isBinding(Method method) {
		return method.getDeclaringClass() == PreparedStatement.class && method.getName().startsWith("set")
				&& method.getParameterCount() > 1;
	}

	public @Nullable ResultSet executeQuery() throws SQLException {
		return query(this.sql, (text) -> this.delegate.executeQuery());
	}

	public boolean execute() throws SQLException {
		return run(this.sql, (text) -> this.delegate.execute());
	}

	public int executeUpdate() throws SQLException {
		return run(this.sql, (text) -> this.delegate.executeUpdate());
	}

	public long executeLargeUpdate() throws SQLException {
		return run(this.sql, (text) -> this.delegate.executeLargeUpdate());
	}

	public void addBatch() throws SQLException {
		this.delegate.addBatch();
		added();
	}

	public void clearParameters() throws SQLException {
		this.delegate.clearParameters();
		if (this.values != null) {
			this.values.clear();
		}
	}

	@Nullable Object bind(Method method, @Nullable Object @Nullable [] args) throws Throwable {
		if (this.values != null && args != null && args[0] instanceof Integer index) {
			this.values.set(index, method.getName().equals("setNull") ? null : args[1]);
		}
		return invoke(method, args);
	}

	@Override
	@Nullable String preparedText() {
		return this.sql;
	}

	@Override
	@Nullable BoundValues values() {
		return this.values;
	}

}

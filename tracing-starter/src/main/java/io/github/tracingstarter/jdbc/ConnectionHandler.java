package io.github.tracingstarter.jdbc;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.Statement;

import io.github.tracingstarter.jdbc.JdbcMethods.Action;
import org.jspecify.annotations.Nullable;

/**
 * A traced connection: hands out traced statements, and ends the spans that wait for
 * result sets nobody closed.
 */
final class ConnectionHandler implements InvocationHandler {

	private final Connection delegate;

	private final StatementTracer tracer;

	private final TracedPool pool;

	private final Connection proxy;

	private long waited;

	private @Nullable Execution open;

	private ConnectionHandler(Connection delegate, StatementTracer tracer, TracedPool pool, long waited) {
		this.delegate = delegate;
		this.tracer = tracer;
		this.pool = pool;
		this.waited = waited;
		this.proxy = tracer.proxies().create(Connection.class, delegate, this);
	}

	/**
	 * Makes a traced connection.
	 * @param connection the connection
	 * @param tracer what makes the spans
	 * @param pool where the connection comes from
	 * @param waited for how many nanoseconds the pool made the thread wait
	 * @return the traced connection
	 */
	static Connection trace(Connection connection, StatementTracer tracer, TracedPool pool, long waited) {
		return new ConnectionHandler(connection, tracer, pool, waited).proxy;
	}

	@Override
	public @Nullable Object invoke(Object self, Method method, @Nullable Object @Nullable [] args) throws Throwable {
		Action action = JdbcMethods.ofConnection(method);
		if (action == null) {
			return JdbcMethods.invoke(this.delegate, method, args);
		}
		return switch (action) {
			case PREPARE -> prepare(method, args);
			case CREATE_STATEMENT -> trace(Statement.class, JdbcMethods.invoke(this.delegate, method, args), null);
			case META_DATA -> trace((DatabaseMetaData) JdbcMethods.invoke(this.delegate, method, args));
			case COMMIT, ROLLBACK -> endTransaction(action.name(), method, args);
			case CLOSE -> close(method, args);
			case IS_WRAPPER_FOR ->
				isWrapperForTraced(args) || (Boolean) JdbcMethods.invoke(this.delegate, method, args);
			case EQUALS -> this.delegate.equals(unwrap(args));
			default -> JdbcMethods.invoke(this.delegate, method, args);
		};
	}

	Connection proxy() {
		return this.proxy;
	}

	Connection delegate() {
		return this.delegate;
	}

	StatementTracer tracer() {
		return this.tracer;
	}

	TracedPool pool() {
		return this.pool;
	}

	/**
	 * For how long the pool made the thread wait, told once.
	 * @return the nanoseconds, or 0
	 */
	long takeWaited() {
		long nanos = this.waited;
		this.waited = 0;
		return nanos;
	}

	synchronized void opened(Execution execution) {
		execution.next = this.open;
		if (this.open != null) {
			this.open.previous = execution;
		}
		this.open = execution;
	}

	synchronized void closed(Execution execution) {
		if (execution.previous != null) {
			execution.previous.next = execution.next;
		}
		else if (this.open == execution) {
			this.open = execution.next;
		}
		if (execution.next != null) {
			execution.next.previous = execution.previous;
		}
		execution.next = null;
		execution.previous = null;
	}

	private @Nullable Object prepare(Method method, @Nullable Object @Nullable [] args) throws Throwable {
		Object statement = JdbcMethods.invoke(this.delegate, method, args);
		String sql = (args != null) ? (String) args[0] : null;
		return (statement instanceof CallableStatement) ? trace(CallableStatement.class, statement, sql)
				: trace(PreparedStatement.class, statement, sql);
	}

	private <T extends Statement> @Nullable Object trace(Class<T> type, @Nullable Object statement,
			@Nullable String sql) {
		if (statement == null || statement instanceof TracedConnection) {
			return statement;
		}
		try {
			return StatementHandler.trace(type, type.cast(statement), sql, this);
		}
		catch (Throwable ex) {
			Failures.log(ex);
			return statement;
		}
	}

	private @Nullable Object trace(@Nullable DatabaseMetaData metaData) {
		if (metaData == null || metaData instanceof TracedConnection) {
			return metaData;
		}
		try {
			return this.tracer.proxies()
				.create(DatabaseMetaData.class, metaData, new MetaDataHandler(metaData, this.proxy));
		}
		catch (Throwable ex) {
			Failures.log(ex);
			return metaData;
		}
	}

	private @Nullable Object endTransaction(String operation, Method method, @Nullable Object @Nullable [] args)
			throws Throwable {
		Execution execution = this.tracer.beginTransactionEnd(operation, this);
		try {
			Object result = JdbcMethods.invoke(this.delegate, method, args);
			Execution.end(execution);
			return result;
		}
		catch (Throwable ex) {
			Execution.fail(execution, ex, null);
			throw ex;
		}
	}

	private @Nullable Object close(Method method, @Nullable Object @Nullable [] args) throws Throwable {
		try {
			return JdbcMethods.invoke(this.delegate, method, args);
		}
		finally {
			for (Execution left = first(); left != null; left = first()) {
				left.end();
			}
		}
	}

	private synchronized @Nullable Execution first() {
		return this.open;
	}

	private static boolean isWrapperForTraced(@Nullable Object @Nullable [] args) {
		return args != null && args[0] == TracedConnection.class;
	}

	private static @Nullable Object unwrap(@Nullable Object @Nullable [] args) {
		Object other = (args != null) ? args[0] : null;
		return (JdbcProxies.handlerOf(other) instanceof ConnectionHandler handler) ? handler.delegate : other;
	}

}

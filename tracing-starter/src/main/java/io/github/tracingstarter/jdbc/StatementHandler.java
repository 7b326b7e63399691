package io.github.tracingstarter.jdbc;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

import io.github.tracingstarter.jdbc.JdbcMethods.Action;
import org.jspecify.annotations.Nullable;

/**
 * A traced statement: a span for each execution.
 */
final class StatementHandler implements InvocationHandler {

	/**
	 * So many statements of a batch are kept to describe it.
	 */
	private static final int MAX_BATCH_TEXTS = 10;

	private final Statement delegate;

	private final @Nullable String sql;

	private final ConnectionHandler connection;

	private final Statement proxy;

	private final @Nullable BoundValues values;

	private int batchSize;

	private @Nullable List<String> batch;

	private @Nullable Execution open;

	private <T extends Statement> StatementHandler(Class<T> type, T delegate, @Nullable String sql,
			ConnectionHandler connection) {
		this.delegate = delegate;
		this.sql = sql;
		this.connection = connection;
		this.values = (sql != null) ? connection.tracer().boundValues() : null;
		this.proxy = connection.tracer().proxies().create(type, delegate, this);
	}

	/**
	 * Makes a traced statement.
	 * @param <T> the type of statement
	 * @param type the type of statement
	 * @param statement the statement
	 * @param sql its text, if it is prepared
	 * @param connection the connection it belongs to
	 * @return the traced statement
	 */
	static <T extends Statement> Statement trace(Class<T> type, T statement, @Nullable String sql,
			ConnectionHandler connection) {
		return new StatementHandler(type, statement, sql, connection).proxy;
	}

	@Override
	public @Nullable Object invoke(Object self, Method method, @Nullable Object @Nullable [] args) throws Throwable {
		Action action = JdbcMethods.ofStatement(method);
		if (action == null) {
			return JdbcMethods.invoke(this.delegate, method, args);
		}
		return switch (action) {
			case BIND -> bind(method, args);
			case EXECUTE -> execute(method, args);
			case EXECUTE_BATCH -> executeBatch(method, args);
			case CONNECTION -> this.connection.proxy();
			case EQUALS -> this.delegate.equals(unwrap(args));
			case CLOSE, MORE_RESULTS -> endOpen(method, args);
			case RESULT_SET -> trace((ResultSet) JdbcMethods.invoke(this.delegate, method, args), this.open);
			case GENERATED_KEYS -> trace((ResultSet) JdbcMethods.invoke(this.delegate, method, args), null);
			case UPDATE_COUNT -> updateCount(method, args);
			case ADD_BATCH -> addBatch(method, args);
			case CLEAR_BATCH -> clearBatch(method, args);
			case CLEAR_PARAMETERS -> clearParameters(method, args);
			default -> JdbcMethods.invoke(this.delegate, method, args);
		};
	}

	private @Nullable Object execute(Method method, @Nullable Object @Nullable [] args) throws Throwable {
		Execution.end(this.open);
		String text = (args != null && args.length > 0) ? (String) args[0] : this.sql;
		return run(this.connection.tracer().begin(text, this.connection), method, args);
	}

	private @Nullable Object executeBatch(Method method, @Nullable Object @Nullable [] args) throws Throwable {
		Execution.end(this.open);
		List<String> texts = (this.batch != null) ? this.batch : (this.sql != null) ? List.of(this.sql) : List.of();
		int size = this.batchSize;
		this.batchSize = 0;
		this.batch = null;
		return run(this.connection.tracer().beginBatch(texts, size, this.connection), method, args);
	}

	private @Nullable Object run(@Nullable Execution execution, Method method, @Nullable Object @Nullable [] args)
			throws Throwable {
		Object result;
		try {
			result = JdbcMethods.invoke(this.delegate, method, args);
		}
		catch (Throwable ex) {
			Execution.fail(execution, ex, this.values);
			throw ex;
		}
		if (execution != null) {
			execution.executed(result, this.values);
			this.open = execution.isOpen() ? execution : null;
		}
		return (result instanceof ResultSet resultSet) ? trace(resultSet, execution) : result;
	}

	private @Nullable ResultSet trace(@Nullable ResultSet resultSet, @Nullable Execution execution) {
		boolean wrapped = resultSet != null && this.connection.tracer().properties().rows();
		return wrapped ? this.connection.tracer().resultSets().trace(resultSet, this.proxy, execution) : resultSet;
	}

	private @Nullable Object updateCount(Method method, @Nullable Object @Nullable [] args) throws Throwable {
		Object count = JdbcMethods.invoke(this.delegate, method, args);
		if (this.open != null && count instanceof Number number && number.longValue() >= 0) {
			this.open.updated(number.longValue());
			endOpen();
		}
		return count;
	}

	private @Nullable Object endOpen(Method method, @Nullable Object @Nullable [] args) throws Throwable {
		try {
			return JdbcMethods.invoke(this.delegate, method, args);
		}
		finally {
			endOpen();
		}
	}

	private void endOpen() {
		Execution.end(this.open);
		this.open = null;
	}

	private @Nullable Object addBatch(Method method, @Nullable Object @Nullable [] args) throws Throwable {
		Object result = JdbcMethods.invoke(this.delegate, method, args);
		this.batchSize++;
		if (args != null && args[0] instanceof String text) {
			if (this.batch == null) {
				this.batch = new ArrayList<>();
			}
			if (this.batch.size() < MAX_BATCH_TEXTS) {
				this.batch.add(text);
			}
		}
		return result;
	}

	private @Nullable Object clearBatch(Method method, @Nullable Object @Nullable [] args) throws Throwable {
		Object result = JdbcMethods.invoke(this.delegate, method, args);
		this.batchSize = 0;
		this.batch = null;
		return result;
	}

	private @Nullable Object bind(Method method, @Nullable Object @Nullable [] args) throws Throwable {
		if (this.values != null && args != null && args[0] instanceof Integer index) {
			this.values.set(index, method.getName().equals("setNull") ? null : args[1]);
		}
		return JdbcMethods.invoke(this.delegate, method, args);
	}

	private @Nullable Object clearParameters(Method method, @Nullable Object @Nullable [] args) throws Throwable {
		if (this.values != null) {
			this.values.clear();
		}
		return JdbcMethods.invoke(this.delegate, method, args);
	}

	private static @Nullable Object unwrap(@Nullable Object @Nullable [] args) {
		Object other = (args != null) ? args[0] : null;
		return (JdbcProxies.handlerOf(other) instanceof StatementHandler handler) ? handler.delegate : other;
	}

}

package io.github.tracingstarter.jdbc;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Which methods of JDBC are more than passed through. The tables are made once; a call
 * then costs one look-up.
 */
final class JdbcMethods {

	enum Action {

		EQUALS, IS_WRAPPER_FOR, PREPARE, CREATE_STATEMENT, META_DATA, CONNECTION, COMMIT, ROLLBACK, EXECUTE,
		EXECUTE_BATCH, ADD_BATCH, CLEAR_BATCH, RESULT_SET, GENERATED_KEYS, UPDATE_COUNT, MORE_RESULTS, BIND,
		CLEAR_PARAMETERS, CLOSE

	}

	private static final Map<Method, Action> CONNECTION = table(Connection.class,
			Map.ofEntries(Map.entry("prepareStatement", Action.PREPARE), Map.entry("prepareCall", Action.PREPARE),
					Map.entry("createStatement", Action.CREATE_STATEMENT), Map.entry("getMetaData", Action.META_DATA),
					Map.entry("commit", Action.COMMIT), Map.entry("rollback", Action.ROLLBACK),
					Map.entry("close", Action.CLOSE), Map.entry("abort", Action.CLOSE),
					Map.entry("isWrapperFor", Action.IS_WRAPPER_FOR)));

	private static final Map<Method, Action> STATEMENT = statements();

	private static final Map<Method, Action> META_DATA = table(DatabaseMetaData.class,
			Map.of("getConnection", Action.CONNECTION));

	private JdbcMethods() {
	}

	static @Nullable Action ofConnection(Method method) {
		return CONNECTION.get(method);
	}

	static @Nullable Action ofStatement(Method method) {
		return STATEMENT.get(method);
	}

	static @Nullable Action ofMetaData(Method method) {
		return META_DATA.get(method);
	}

	/**
	 * What a method of a type of JDBC is about.
	 * @param type the connection, its meta-data or a kind of statement
	 * @param method one of its methods
	 * @return null if it is passed through
	 */
	static @Nullable Action of(Class<?> type, Method method) {
		if (type == Connection.class) {
			return ofConnection(method);
		}
		return (type == DatabaseMetaData.class) ? ofMetaData(method) : ofStatement(method);
	}

	/**
	 * Calls the driver. What it throws is thrown as it is.
	 * @param target the driver's object
	 * @param method the method
	 * @param args the arguments
	 * @return what the driver returned
	 * @throws Throwable what the driver threw
	 */
	static @Nullable Object invoke(Object target, Method method, @Nullable Object @Nullable [] args) throws Throwable {
		try {
			return method.invoke(target, args);
		}
		catch (InvocationTargetException ex) {
			throw ex.getTargetException();
		}
	}

	private static Map<Method, Action> statements() {
		Map<String, Action> names = Map.ofEntries(Map.entry("execute", Action.EXECUTE),
				Map.entry("executeQuery", Action.EXECUTE), Map.entry("executeUpdate", Action.EXECUTE),
				Map.entry("executeLargeUpdate", Action.EXECUTE), Map.entry("executeBatch", Action.EXECUTE_BATCH),
				Map.entry("executeLargeBatch", Action.EXECUTE_BATCH), Map.entry("addBatch", Action.ADD_BATCH),
				Map.entry("clearBatch", Action.CLEAR_BATCH), Map.entry("getConnection", Action.CONNECTION),
				Map.entry("getResultSet", Action.RESULT_SET), Map.entry("getGeneratedKeys", Action.GENERATED_KEYS),
				Map.entry("getUpdateCount", Action.UPDATE_COUNT), Map.entry("getLargeUpdateCount", Action.UPDATE_COUNT),
				Map.entry("getMoreResults", Action.MORE_RESULTS), Map.entry("close", Action.CLOSE),
				Map.entry("clearParameters", Action.CLEAR_PARAMETERS));
		Map<Method, Action> table = new HashMap<>();
		for (Class<?> type : new Class<?>[] { Statement.class, PreparedStatement.class, CallableStatement.class }) {
			table.putAll(table(type, names));
		}
		for (Method method : PreparedStatement.class.getDeclaredMethods()) {
			if (method.getName().startsWith("set") && method.getParameterCount() > 1) {
				table.put(method, Action.BIND);
			}
		}
		return Map.copyOf(table);
	}

	private static Map<Method, Action> table(Class<?> type, Map<String, Action> names) {
		Map<Method, Action> table = new HashMap<>();
		for (Method method : type.getMethods()) {
			Action action = names.get(method.getName());
			if (action != null) {
				table.put(method, action);
			}
		}
		try {
			table.put(Object.class.getMethod("equals", Object.class), Action.EQUALS);
		}
		catch (NoSuchMethodException ex) {
			throw new IllegalStateException(ex);
		}
		return table;
	}

}

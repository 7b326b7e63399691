package io.github.tracingstarter.jdbc;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.sql.Connection;
import java.sql.DatabaseMetaData;

import io.github.tracingstarter.jdbc.JdbcMethods.Action;
import org.jspecify.annotations.Nullable;

/**
 * The meta-data of a traced connection, which lead back to it.
 *
 * @param delegate the driver's meta-data
 * @param connection the traced connection
 */
record MetaDataHandler(DatabaseMetaData delegate, Connection connection) implements InvocationHandler {

	@Override
	public @Nullable Object invoke(Object self, Method method, @Nullable Object @Nullable [] args) throws Throwable {
		Action action = JdbcMethods.ofMetaData(method);
		if (action == Action.CONNECTION) {
			return this.connection;
		}
		if (action == Action.EQUALS && args != null
				&& JdbcProxies.handlerOf(args[0]) instanceof MetaDataHandler other) {
			return this.delegate.equals(other.delegate);
		}
		return JdbcMethods.invoke(this.delegate, method, args);
	}

}

package io.github.tracingstarter.instrument.jdbc;

import java.lang.reflect.Method;
import java.sql.Connection;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;

import javax.sql.DataSource;

import io.github.tracingstarter.instrument.Spies;
import org.jspecify.annotations.Nullable;

import org.springframework.core.InfrastructureProxy;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.datasource.ConnectionHolder;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.SmartDataSource;
import org.springframework.jdbc.support.JdbcAccessor;
import org.springframework.transaction.TransactionExecution;
import org.springframework.transaction.TransactionExecutionListener;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.util.Assert;
import org.springframework.util.ReflectionUtils;

/**
 * Traces Spring's beans that may have received a pool itself rather than the bean that
 * traces it. Used only if spring-jdbc is on the class path.
 */
final class DataSourceUsers {

	private final TracedDataSources dataSources;

	/** Beans whose pool may become a bean later than they did. */
	private final Set<JdbcAccessor> waiting = Collections
		.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

	DataSourceUsers(TracedDataSources dataSources) {
		this.dataSources = dataSources;
	}

	/**
	 * Returns whether a bean has a data source that is not a proxy of this package. A spy
	 * in a test is not called.
	 * @param bean the bean
	 * @return whether it must be traced
	 */
	static boolean hasPool(Object bean) {
		return isUser(bean) && !Spies.isSpy(bean) && wasGivenPool(bean);
	}

	private static boolean isUser(Object bean) {
		return bean instanceof JdbcAccessor || bean instanceof NamedParameterJdbcTemplate
				|| bean instanceof TransactionTemplate || bean instanceof DataSourceTransactionManager;
	}

	private static boolean wasGivenPool(Object bean) {
		if (bean instanceof JdbcAccessor accessor) {
			return isPool(accessor.getDataSource());
		}
		if (bean instanceof NamedParameterJdbcTemplate template) {
			return hasPool(template.getJdbcOperations());
		}
		if (bean instanceof TransactionTemplate template) {
			return template.getTransactionManager() instanceof DataSourceTransactionManager manager && hasPool(manager);
		}
		return bean instanceof DataSourceTransactionManager manager && isPool(manager.getDataSource());
	}

	private static boolean isPool(@Nullable DataSource dataSource) {
		return dataSource != null && !(dataSource instanceof InfrastructureProxy);
	}

	/**
	 * Traces the SQL of a bean for which {@link #hasPool} is true.
	 * @param bean the bean
	 */
	void trace(Object bean) {
		if (bean instanceof NamedParameterJdbcTemplate template) {
			trace(template.getJdbcOperations());
		}
		else if (bean instanceof JdbcAccessor accessor) {
			DataSource traced = this.dataSources.find(accessor.getDataSource());
			if (traced != null) {
				accessor.setDataSource(traced);
			}
			else {
				this.waiting.add(accessor);
			}
		}
		else if (bean instanceof TransactionTemplate template
				&& template.getTransactionManager() instanceof DataSourceTransactionManager manager) {
			listen(manager);
		}
		else if (bean instanceof DataSourceTransactionManager manager) {
			listen(manager);
		}
	}

	/**
	 * Processes the beans again that were created before their pool was known.
	 */
	void wrapped() {
		for (JdbcAccessor accessor : List.copyOf(this.waiting)) {
			this.waiting.remove(accessor);
			trace(accessor);
		}
	}

	private void listen(DataSourceTransactionManager manager) {
		if (manager.getTransactionExecutionListeners().stream().noneMatch(Listener.class::isInstance)) {
			manager.addListener(new Listener(manager, this.dataSources));
		}
	}

	/**
	 * Traces the connection that a manager has taken from a pool and bound to the thread,
	 * because all users of the bean in the transaction get that connection. The manager
	 * keeps its data source.
	 */
	private record Listener(DataSourceTransactionManager manager,
			TracedDataSources dataSources) implements TransactionExecutionListener {

		private static final Method SET_CONNECTION = accessible();

		@Override
		public void afterBegin(TransactionExecution transaction, @Nullable Throwable beginFailure) {
			DataSource dataSource = this.manager.getDataSource();
			// A smart data source checks whether a connection is its own.
			if (beginFailure == null && dataSource != null && !(dataSource instanceof SmartDataSource)
					&& TransactionSynchronizationManager.getResource(dataSource) instanceof ConnectionHolder holder) {
				trace(holder, dataSource);
			}
		}

		private void trace(ConnectionHolder holder, DataSource dataSource) {
			try {
				Connection connection = holder.getConnection();
				if (!(connection instanceof TracedConnection)) {
					Connection traced = this.dataSources.trace(connection, dataSource);
					if (traced != connection) {
						ReflectionUtils.invokeMethod(SET_CONNECTION, holder, traced);
					}
				}
			}
			catch (Throwable ex) {
				Failures.log(ex);
			}
		}

		private static Method accessible() {
			Method method = ReflectionUtils.findMethod(ConnectionHolder.class, "setConnection", Connection.class);
			Assert.state(method != null, "ConnectionHolder has no method setConnection");
			method.setAccessible(true);
			return method;
		}

	}

}

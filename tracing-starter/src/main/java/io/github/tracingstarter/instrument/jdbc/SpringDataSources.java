package io.github.tracingstarter.instrument.jdbc;

import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import javax.sql.DataSource;

import io.github.tracingstarter.instrument.PrivateField;
import org.jspecify.annotations.Nullable;

import org.springframework.core.InfrastructureProxy;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.datasource.LazyConnectionDataSourceProxy;
import org.springframework.jdbc.datasource.lookup.AbstractRoutingDataSource;

/**
 * Handles Spring's data sources that delegate to others. Used only if spring-jdbc is on
 * the class path.
 */
final class SpringDataSources {

	private static final PrivateField<Object> REPLICA = PrivateField.of(LazyConnectionDataSourceProxy.class,
			"readOnlyDataSource", Object.class);

	private SpringDataSources() {
	}

	/**
	 * Returns whether a data source chooses another one for each connection.
	 * @param dataSource the data source
	 * @return whether it does
	 */
	static boolean isRouting(DataSource dataSource) {
		return dataSource instanceof AbstractRoutingDataSource;
	}

	/**
	 * Returns whether a data source asks another one for its connections, at once or
	 * later.
	 * @param dataSource the data source
	 * @return whether it does
	 */
	static boolean isDelegating(Object dataSource) {
		return dataSource instanceof DelegatingDataSource || dataSource instanceof AbstractRoutingDataSource;
	}

	/**
	 * Returns the known data sources behind another one. A router that does not know any
	 * yet is returned itself.
	 * @param dataSource the data source
	 * @return the data sources to which it delegates or routes
	 */
	static Stream<DataSource> targets(DataSource dataSource) {
		if (dataSource instanceof AbstractRoutingDataSource routing) {
			try {
				DataSource fallback = routing.getResolvedDefaultDataSource();
				Stream<DataSource> targets = routing.getResolvedDataSources().values().stream();
				Stream<DataSource> all = Stream.concat(targets, Stream.ofNullable(fallback));
				return routing.getResolvedDataSources().isEmpty() && fallback == null ? Stream.of(dataSource) : all;
			}
			catch (IllegalStateException ex) {
				return Stream.of(dataSource);
			}
		}
		return Stream.ofNullable(target(dataSource));
	}

	/**
	 * Replaces the targets of a delegating data source with traced ones, so that the
	 * delegating data source is not changed and the pool is traced where it is used.
	 * @param dataSource the data source
	 * @param wrapper creates the traced data source
	 * @return whether one was replaced
	 */
	static boolean replaceTargets(DataSource dataSource, UnaryOperator<DataSource> wrapper) {
		DataSource target = target(dataSource);
		// A data source that represents its target to Spring's transactions must return
		// the pool.
		if (target == null || dataSource instanceof InfrastructureProxy) {
			return false;
		}
		boolean replaced = replaceReplica(dataSource, wrapper);
		if (target instanceof DelegatingDataSource) {
			return replaceTargets(target, wrapper) || replaced;
		}
		if (InnerDataSources.areTraced(target)) {
			return replaced;
		}
		((DelegatingDataSource) dataSource).setTargetDataSource(wrapper.apply(target));
		return true;
	}

	/**
	 * Replaces the second target that a lazy data source may have for read-only
	 * transactions.
	 */
	private static boolean replaceReplica(DataSource dataSource, UnaryOperator<DataSource> wrapper) {
		if (dataSource instanceof LazyConnectionDataSourceProxy lazy && REPLICA.get(lazy) instanceof DataSource replica
				&& !InnerDataSources.areTraced(replica)) {
			if (!replaceTargets(replica, wrapper)) {
				lazy.setReadOnlyDataSource(wrapper.apply(replica));
			}
			return true;
		}
		return false;
	}

	private static @Nullable DataSource target(DataSource dataSource) {
		return (dataSource instanceof DelegatingDataSource delegating) ? delegating.getTargetDataSource() : null;
	}

}

package io.github.tracingstarter.instrument.jdbc;

import java.lang.ref.WeakReference;
import java.lang.reflect.Method;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import javax.sql.DataSource;

import io.github.tracingstarter.instrument.Spies;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.framework.Advised;
import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.aop.support.StaticMethodMatcherPointcut;

/**
 * Wraps data sources in proxies like those of Spring AOP. The result can still be
 * injected as a {@code HikariDataSource}, and Boot finds the pool in it for health,
 * metrics and rebinding. Each data source is wrapped once, however many bean names it
 * has.
 */
final class TracedDataSources {

	private final StatementTracer tracer;

	private final List<Traced> known = new CopyOnWriteArrayList<>();

	TracedDataSources(StatementTracer tracer) {
		this.tracer = tracer;
	}

	/**
	 * Returns whether the connections of a data source are already traced, by it or by
	 * the data source that it wraps. A spy in a test is not called.
	 * @param dataSource the data source
	 * @return whether it says so
	 */
	static boolean isTraced(DataSource dataSource) {
		try {
			return !Spies.isSpy(dataSource) && dataSource.isWrapperFor(TracedConnection.class);
		}
		catch (SQLException | RuntimeException | LinkageError ex) {
			return false;
		}
	}

	/**
	 * Traces the connections of a data source.
	 * @param dataSource the data source
	 * @return the data source that hands out traced connections: a proxy, or the data
	 * source itself if it is a proxy that accepts advice
	 */
	synchronized DataSource wrap(DataSource dataSource) {
		DataSource existing = find(dataSource);
		if (existing != null) {
			return existing;
		}
		TracedPool pool = new TracedPool(dataSource);
		ConnectionInterceptor interceptor = new ConnectionInterceptor(this.tracer, pool);
		if (dataSource instanceof Advised advised && !advised.isFrozen()) {
			advised.addAdvisor(new DefaultPointcutAdvisor(new Intercepted(), interceptor));
			return dataSource;
		}
		DataSource proxy = DataSourceProxies.create(dataSource, interceptor);
		this.known.removeIf(Traced::isGone);
		this.known
			.add(new Traced(new WeakReference<>(dataSource), new WeakReference<>(proxy), new WeakReference<>(pool)));
		return proxy;
	}

	/**
	 * Returns the proxy of a data source.
	 * @param dataSource the data source itself
	 * @return its proxy, or null if it was not wrapped
	 */
	@Nullable DataSource find(@Nullable DataSource dataSource) {
		for (Traced traced : this.known) {
			if (dataSource != null && traced.target().refersTo(dataSource)) {
				return traced.proxy().get();
			}
		}
		return null;
	}

	/**
	 * Traces a connection that was taken from a data source itself.
	 * @param connection the connection
	 * @param dataSource the data source
	 * @return the traced connection, or the connection itself if the data source was not
	 * wrapped
	 * @throws Throwable if it cannot be created
	 */
	Connection trace(Connection connection, DataSource dataSource) throws Throwable {
		for (Traced traced : this.known) {
			TracedPool pool = traced.pool().get();
			if (pool != null && traced.target().refersTo(dataSource)) {
				return ConnectionProxy.create(connection, this.tracer, pool, 0);
			}
		}
		return connection;
	}

	private static final class Intercepted extends StaticMethodMatcherPointcut {

		@Override
		public boolean matches(Method method, Class<?> targetClass) {
			return ConnectionInterceptor.isIntercepted(method);
		}

	}

	/**
	 * A data source, its proxy and its pool, which refer to each other. All references
	 * are weak, because some data sources are not singletons.
	 */
	private record Traced(WeakReference<DataSource> target, WeakReference<DataSource> proxy,
			WeakReference<TracedPool> pool) {

		boolean isGone() {
			return this.target.refersTo(null) || this.proxy.refersTo(null);
		}

	}

}

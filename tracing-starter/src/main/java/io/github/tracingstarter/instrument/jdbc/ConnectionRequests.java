package io.github.tracingstarter.instrument.jdbc;

import java.sql.Connection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.function.Predicate;
import java.util.function.Supplier;

import javax.sql.DataSource;

import io.opentelemetry.context.Context;
import org.jspecify.annotations.Nullable;

import org.springframework.util.ClassUtils;

/**
 * The connections that are asked for of data sources that are no beans, where the agent
 * tells of all. Traced is what the outermost data source returns: what a pool asks for
 * itself is the pool's, and whoever delegates to a traced data source has what that
 * returns.
 */
final class ConnectionRequests {

	private static final boolean SPRING_JDBC = ClassUtils.isPresent(
			"org.springframework.jdbc.datasource.DelegatingDataSource", ConnectionRequests.class.getClassLoader());

	private static final StackWalker WALKER = StackWalker.getInstance();

	/** How far below a pool can be that asks a driver. */
	private static final int FRAMES = 16;

	/** Pools ask for connections with threads of their own as well. */
	private static final List<String> POOLS = List.of("com.zaxxer.hikari.", "org.apache.commons.dbcp2.",
			"org.apache.tomcat.jdbc.pool.", "org.apache.tomcat.dbcp.", "com.mchange.v2.", "oracle.ucp.", "io.agroal.",
			"com.alibaba.druid.", "org.vibur.", "com.atomikos.");

	/** Is asked by each request, so not to be walked for. */
	private static final Set<String> POOL_TYPES = Set.of("com.zaxxer.hikari.HikariDataSource",
			"org.apache.commons.dbcp2.BasicDataSource", "org.apache.commons.dbcp2.PoolingDataSource",
			"org.apache.tomcat.jdbc.pool.DataSource", "com.mchange.v2.c3p0.ComboPooledDataSource",
			"com.alibaba.druid.pool.DruidDataSource", "oracle.ucp.jdbc.PoolDataSourceImpl",
			"io.agroal.pool.DataSource");

	/**
	 * How many data sources are being asked by the thread, and when the outermost began
	 * and whether it had to wait. Of the JDK's types alone, since threads outlive
	 * applications.
	 */
	private static final ThreadLocal<long[]> asked = ThreadLocal.withInitial(() -> new long[3]);

	/** Whether the agent tells of the data sources that are asked. */
	private static volatile boolean told;

	private final Supplier<StatementTracer> tracer;

	private final Predicate<DataSource> excluded;

	private final Map<DataSource, TracedPool> pools = Collections.synchronizedMap(new WeakHashMap<>());

	private final TracedPool withoutPool = TracedPool.ofDriverManager();

	private final AutoCloseable end = ConnectionRequests::leave;

	/**
	 * Creates it.
	 * @param tracer makes the spans, asked for when it is needed
	 * @param excluded the data sources of which the application wants no spans
	 */
	ConnectionRequests(Supplier<StatementTracer> tracer, Predicate<DataSource> excluded) {
		this.tracer = tracer;
		this.excluded = excluded;
	}

	static void areTold(boolean told) {
		ConnectionRequests.told = told;
	}

	/**
	 * A proxy asks its data source, and is going to trace the connection itself.
	 */
	static void enter() {
		if (told) {
			asked.get()[0]++;
		}
	}

	static void leave() {
		long[] state = asked.get();
		if (state[0] > 0) {
			state[0]--;
		}
	}

	/**
	 * A data source, or the driver manager, is asked.
	 * @param source the data source, or null
	 * @return is to be closed when it has answered, or null
	 */
	@Nullable AutoCloseable begin(@Nullable Object source) {
		if (source != null && (!(source instanceof DataSource) || isDelegating(source))) {
			return null;
		}
		long[] state = asked.get();
		if (state[0]++ == 0) {
			state[1] = System.nanoTime();
			state[2] = isExhausted(source) ? 1 : 0;
		}
		return this.end;
	}

	private boolean isExhausted(@Nullable Object source) {
		try {
			return source instanceof DataSource dataSource && this.tracer.get().isWanted(Context.current())
					&& pool(dataSource).isExhausted();
		}
		catch (RuntimeException | LinkageError ex) {
			return false;
		}
	}

	/**
	 * Those of Spring may ask later, or ask one that is traced.
	 */
	private static boolean isDelegating(Object source) {
		return SPRING_JDBC && SpringDataSources.isDelegating(source);
	}

	/**
	 * Traces a connection that is returned.
	 * @param connection the connection
	 * @param source the data source, or null for the driver manager
	 * @return the traced connection, or the same where it is not to be traced here
	 */
	Connection end(Connection connection, @Nullable Object source) {
		long[] state = asked.get();
		if (state[0] != 1 || connection instanceof TracedConnection || isOfPool(source)) {
			return connection;
		}
		try {
			if (source instanceof DataSource dataSource && this.excluded.test(dataSource)) {
				return connection;
			}
			TracedPool pool = (source instanceof DataSource dataSource) ? pool(dataSource) : this.withoutPool;
			long waited = TracedPool.waited(state[2] == 1, System.nanoTime() - state[1]);
			return ConnectionProxy.create(connection, this.tracer.get(), pool, waited);
		}
		catch (Throwable ex) {
			Failures.log(ex);
			return connection;
		}
	}

	private TracedPool pool(DataSource dataSource) {
		return this.pools.computeIfAbsent(dataSource, TracedPool::ofPassing);
	}

	/**
	 * Whether a pool asks, for itself.
	 */
	private static boolean isOfPool(@Nullable Object source) {
		for (Class<?> type = (source != null) ? source.getClass() : null; type != null; type = type.getSuperclass()) {
			if (POOL_TYPES.contains(type.getName())) {
				return false;
			}
		}
		return WALKER.walk((frames) -> frames.limit(FRAMES)
			.anyMatch((frame) -> POOLS.stream().anyMatch(frame.getClassName()::startsWith)));
	}

}

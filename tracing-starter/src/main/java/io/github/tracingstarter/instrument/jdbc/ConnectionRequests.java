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
 * The requests for connections from data sources that are not beans, of which the agent
 * reports all. The connection that the outermost data source returns is traced.
 * Connections that a pool requests for itself are not, and a data source that delegates
 * to a traced one returns its connection.
 */
final class ConnectionRequests {

	private static final boolean SPRING_JDBC = ClassUtils.isPresent(
			"org.springframework.jdbc.datasource.DelegatingDataSource", ConnectionRequests.class.getClassLoader());

	private static final StackWalker WALKER = StackWalker.getInstance();

	/** The maximum depth on the stack of a pool that asks a driver. */
	private static final int FRAMES = 16;

	/** The packages of pools, which also request connections on their own threads. */
	private static final List<String> POOLS = List.of("com.zaxxer.hikari.", "org.apache.commons.dbcp2.",
			"org.apache.tomcat.jdbc.pool.", "org.apache.tomcat.dbcp.", "com.mchange.v2.", "oracle.ucp.", "io.agroal.",
			"com.alibaba.druid.", "org.vibur.", "com.atomikos.");

	/** Called for each request, so the stack is not walked for these. */
	private static final Set<String> POOL_TYPES = Set.of("com.zaxxer.hikari.HikariDataSource",
			"org.apache.commons.dbcp2.BasicDataSource", "org.apache.commons.dbcp2.PoolingDataSource",
			"org.apache.tomcat.jdbc.pool.DataSource", "com.mchange.v2.c3p0.ComboPooledDataSource",
			"com.alibaba.druid.pool.DruidDataSource", "oracle.ucp.jdbc.PoolDataSourceImpl",
			"io.agroal.pool.DataSource");

	/**
	 * How many data sources the thread is asking, when the outermost call began, and
	 * whether it had to wait. Uses only types of the JDK, because threads outlive
	 * applications.
	 */
	private static final ThreadLocal<long[]> asked = ThreadLocal.withInitial(() -> new long[3]);

	/** Whether the agent reports the data sources that are asked. */
	private static volatile boolean told;

	private final Supplier<StatementTracer> tracer;

	private final Predicate<DataSource> excluded;

	private final Map<DataSource, TracedPool> pools = Collections.synchronizedMap(new WeakHashMap<>());

	private final TracedPool withoutPool = TracedPool.ofDriverManager();

	private final AutoCloseable end = ConnectionRequests::leave;

	/**
	 * Creates an instance.
	 * @param tracer creates the spans, resolved when needed
	 * @param excluded matches the data sources that the application has excluded
	 */
	ConnectionRequests(Supplier<StatementTracer> tracer, Predicate<DataSource> excluded) {
		this.tracer = tracer;
		this.excluded = excluded;
	}

	static void areTold(boolean told) {
		ConnectionRequests.told = told;
	}

	/**
	 * Called when a proxy asks its data source and will trace the connection itself.
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
	 * Called when a data source, or the driver manager, is asked.
	 * @param source the data source, or null
	 * @return the object to close when it has answered, or null
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
	 * Returns whether a data source delegates. Spring's delegating data sources may ask
	 * later, or ask a traced one.
	 */
	private static boolean isDelegating(Object source) {
		return SPRING_JDBC && SpringDataSources.isDelegating(source);
	}

	/**
	 * Traces a returned connection.
	 * @param connection the connection
	 * @param source the data source, or null for the driver manager
	 * @return the traced connection, or the connection itself if it is not to be traced
	 * here
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
	 * Returns whether a pool asks for a connection for itself.
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

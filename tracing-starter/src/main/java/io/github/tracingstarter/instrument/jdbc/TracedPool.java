package io.github.tracingstarter.instrument.jdbc;

import java.lang.ref.WeakReference;
import java.lang.reflect.Method;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Supplier;

import javax.sql.DataSource;

import io.github.tracingstarter.sql.Database;
import org.jspecify.annotations.Nullable;

import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/**
 * A data source whose connections are traced. It knows its database after the first
 * connection, and whether a thread had to wait for a connection.
 */
final class TracedPool {

	private static final boolean HIKARI = ClassUtils.isPresent("com.zaxxer.hikari.HikariDataSource",
			TracedPool.class.getClassLoader());

	/**
	 * Getting a connection in less than this time does not count as waiting.
	 */
	private static final long WAIT = 1_000_000;

	private final Supplier<@Nullable DataSource> dataSource;

	private final boolean hikari;

	private final boolean oneUrl;

	private final boolean oneKind;

	private volatile @Nullable Database database;

	private volatile boolean started;

	private volatile @Nullable Boolean tracedInside;

	/** Null before the first prepared statement. */
	private volatile @Nullable Boolean clientPrepares;

	TracedPool(DataSource dataSource) {
		this(dataSource, () -> dataSource);
	}

	private TracedPool(DataSource dataSource, Supplier<@Nullable DataSource> reference) {
		this.dataSource = reference;
		this.hikari = HIKARI && HikariPools.isPool(dataSource);
		this.oneUrl = hasUrl(dataSource.getClass());
		int inner = InnerDataSources.of(dataSource).size();
		this.oneKind = inner == 1 || (inner == 0 && this.oneUrl);
	}

	private TracedPool() {
		this.dataSource = () -> null;
		this.hikari = false;
		this.oneUrl = false;
		this.oneKind = false;
	}

	/**
	 * Describes a data source that may be temporary and is not retained.
	 * @param dataSource the data source
	 * @return its description
	 */
	static TracedPool ofPassing(DataSource dataSource) {
		return new TracedPool(dataSource, new WeakReference<>(dataSource)::get);
	}

	/**
	 * Describes connections that do not come from a data source.
	 * @return a description without details
	 */
	static TracedPool ofDriverManager() {
		return new TracedPool();
	}

	/**
	 * Returns the data source.
	 * @return the data source, or null if there is none, or no longer one
	 */
	@Nullable DataSource dataSource() {
		return this.dataSource.get();
	}

	/**
	 * Returns whether a thread that asks for a connection now will have to wait. If the
	 * pool cannot be asked, only the time that it takes decides.
	 * @return whether there is no idle connection
	 */
	boolean isExhausted() {
		try {
			DataSource pool = dataSource();
			return !this.hikari || pool == null || HikariPools.isExhausted(pool);
		}
		catch (RuntimeException ex) {
			return true;
		}
	}

	/**
	 * Returns whether the pool says that it has no idle connection.
	 * @return false as well if it cannot be asked
	 */
	boolean hasNoIdleConnection() {
		return this.hikari && isExhausted();
	}

	/**
	 * Called when a connection has been handed out.
	 * @param proxy the object that the application calls
	 */
	void started(Object proxy) {
		if (!this.started) {
			this.started = true;
			DataSource pool = dataSource();
			if (this.hikari && pool != null) {
				HikariPools.showPool(pool, proxy);
			}
		}
	}

	static long waited(boolean exhausted, long nanos) {
		return (exhausted && nanos >= WAIT) ? nanos : 0;
	}

	/**
	 * Returns the database of a connection. A data source with a URL, such as a pool, is
	 * asked once; one without may route and is asked each time.
	 * @param connection the connection
	 * @param tracer knows all databases
	 * @return the database
	 */
	Database database(Connection connection, StatementTracer tracer) {
		Database known = this.database;
		if (known != null) {
			return known;
		}
		String url = null;
		try {
			url = connection.getMetaData().getURL();
		}
		catch (SQLException | RuntimeException | LinkageError | StackOverflowError ex) {
			// If the driver does not provide it, the database has no name.
		}
		Database found = tracer.database(url);
		if (this.oneUrl && url != null) {
			this.database = found;
		}
		return found;
	}

	/**
	 * Returns whether a connection wraps a traced one, as when an inaccessible data
	 * source wraps a traced pool. There is then nothing left to trace. A data source that
	 * may have several others behind it is asked for each connection.
	 * @param connection the connection
	 * @return whether it does
	 */
	boolean isTracedInside(Connection connection) {
		Boolean known = this.tracedInside;
		if (known == null) {
			try {
				known = connection.isWrapperFor(TracedConnection.class);
			}
			catch (SQLException | RuntimeException | LinkageError | StackOverflowError ex) {
				known = false;
			}
			if (this.oneKind) {
				this.tracedInside = known;
			}
		}
		return known;
	}

	/**
	 * Returns whether all statements so far were prepared by the driver, without the
	 * server.
	 * @return false as well if there were none
	 */
	boolean preparesOnClient() {
		return Boolean.TRUE.equals(this.clientPrepares);
	}

	/**
	 * Returns whether to determine that. A data source that may route has several
	 * drivers.
	 * @return false as well if the server is known to have prepared a statement
	 */
	boolean mayPrepareOnClient() {
		return this.oneUrl && !Boolean.FALSE.equals(this.clientPrepares);
	}

	void preparesOnClient(boolean client) {
		this.clientPrepares = client;
	}

	private static boolean hasUrl(Class<?> type) {
		for (String getter : new String[] { "getJdbcUrl", "getUrl", "getURL" }) {
			Method method = ReflectionUtils.findMethod(type, getter);
			if (method != null && method.getReturnType() == String.class) {
				return true;
			}
		}
		return false;
	}

}

package io.github.tracingstarter.instrument.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import io.github.tracingstarter.instrument.PrivateField;

/**
 * The parts that are specific to HikariCP. Used only if it is on the class path.
 */
final class HikariPools {

	private static final PrivateField<Object> POOL = PrivateField.of(HikariDataSource.class, "pool", Object.class);

	private HikariPools() {
	}

	static boolean isPool(Object dataSource) {
		return dataSource instanceof HikariDataSource;
	}

	/**
	 * Returns whether a thread that asks for a connection now will have to wait.
	 * @param dataSource the pool
	 * @return whether there is no idle connection
	 */
	static boolean isExhausted(Object dataSource) {
		HikariPoolMXBean pool = ((HikariDataSource) dataSource).getHikariPoolMXBean();
		return pool == null || pool.getIdleConnections() == 0;
	}

	/**
	 * Sets the pool of the target on the proxy, because Boot reads that field for its
	 * {@code jdbc.connections} metrics.
	 * @param dataSource the pool, which has been started
	 * @param proxy its proxy
	 */
	static void showPool(Object dataSource, Object proxy) {
		POOL.set(proxy, POOL.get(dataSource));
	}

}

package io.github.tracingstarter.instrument.jdbc;

import java.lang.reflect.Field;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import org.jspecify.annotations.Nullable;

import org.springframework.util.ReflectionUtils;

/**
 * The parts that are specific to HikariCP. Used only if it is on the class path.
 */
final class HikariPools {

	private static final @Nullable Field POOL = accessiblePool();

	private HikariPools() {
	}

	static boolean isPool(Object dataSource) {
		return dataSource instanceof HikariDataSource;
	}

	/**
	 * Whether a thread that asks for a connection now will have to wait for it.
	 * @param dataSource the pool
	 * @return whether there is no idle connection
	 */
	static boolean isExhausted(Object dataSource) {
		HikariPoolMXBean pool = ((HikariDataSource) dataSource).getHikariPoolMXBean();
		return pool == null || pool.getIdleConnections() == 0;
	}

	/**
	 * Lets the proxy show the pool of its target: Boot reads that field for its
	 * {@code jdbc.connections} metrics.
	 * @param dataSource the pool, which has been started
	 * @param proxy its proxy
	 */
	static void showPool(Object dataSource, Object proxy) {
		if (POOL != null && proxy instanceof HikariDataSource) {
			ReflectionUtils.setField(POOL, proxy, ReflectionUtils.getField(POOL, dataSource));
		}
	}

	private static @Nullable Field accessiblePool() {
		Field field = ReflectionUtils.findField(HikariDataSource.class, "pool");
		if (field != null) {
			field.trySetAccessible();
		}
		return field;
	}

}

package io.github.tracingstarter.metrics;

import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.ToLongFunction;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.LongUpDownCounterBuilder;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.api.metrics.ObservableLongMeasurement;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;

/**
 * The connections of HikariCP's pools, read when they are exported.
 */
final class PoolMetrics implements SmartInitializingSingleton {

	private static final AttributeKey<String> POOL = AttributeKey.stringKey("db.client.connection.pool.name");

	private static final AttributeKey<String> STATE = AttributeKey.stringKey("db.client.connection.state");

	private final Meter meter;

	private final ListableBeanFactory beans;

	private final Map<String, HikariDataSource> pools = new LinkedHashMap<>();

	PoolMetrics(Meter meter, ListableBeanFactory beans) {
		this.meter = meter;
		this.beans = beans;
	}

	@Override
	public void afterSingletonsInstantiated() {
		this.beans.getBeansOfType(DataSource.class, false, false).values().forEach(this::add);
		if (this.pools.isEmpty()) {
			return;
		}
		up("db.client.connection.count", "{connection}",
				"The number of connections that are currently in state described by the state attribute.")
			.buildWithCallback((measurement) -> {
				record(measurement, "idle", HikariPoolMXBean::getIdleConnections);
				record(measurement, "used", HikariPoolMXBean::getActiveConnections);
			});
		up("db.client.connection.pending_requests", "{request}",
				"The number of current pending requests for an open connection.")
			.buildWithCallback(
					(measurement) -> record(measurement, null, HikariPoolMXBean::getThreadsAwaitingConnection));
		up("db.client.connection.max", "{connection}", "The maximum number of open connections allowed.")
			.buildWithCallback((measurement) -> settings(measurement, HikariDataSource::getMaximumPoolSize));
		up("db.client.connection.idle.min", "{connection}", "The minimum number of idle open connections allowed.")
			.buildWithCallback((measurement) -> settings(measurement, HikariDataSource::getMinimumIdle));
	}

	private LongUpDownCounterBuilder up(String name, String unit, String description) {
		return this.meter.upDownCounterBuilder(name).setUnit(unit).setDescription(description);
	}

	private void add(DataSource dataSource) {
		try {
			if (dataSource.isWrapperFor(HikariDataSource.class)) {
				HikariDataSource pool = dataSource.unwrap(HikariDataSource.class);
				if (!this.pools.containsValue(pool)) {
					this.pools.put(
							(pool.getPoolName() != null) ? pool.getPoolName() : "HikariPool-" + this.pools.size(),
							pool);
				}
			}
		}
		catch (SQLException | RuntimeException ex) {
			// A pool that does not provide its values is not one that is known here.
		}
	}

	private void record(ObservableLongMeasurement measurement, @Nullable String state,
			ToLongFunction<HikariPoolMXBean> value) {
		this.pools.forEach((name, pool) -> {
			HikariPoolMXBean bean = pool.isClosed() ? null : pool.getHikariPoolMXBean();
			if (bean != null) {
				measurement.record(value.applyAsLong(bean),
						(state != null) ? Attributes.of(POOL, name, STATE, state) : Attributes.of(POOL, name));
			}
		});
	}

	private void settings(ObservableLongMeasurement measurement, ToLongFunction<HikariDataSource> value) {
		this.pools.forEach((name, pool) -> measurement.record(value.applyAsLong(pool), Attributes.of(POOL, name)));
	}

}

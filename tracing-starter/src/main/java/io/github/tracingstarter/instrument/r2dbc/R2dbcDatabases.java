package io.github.tracingstarter.instrument.r2dbc;

import java.util.Locale;
import java.util.Map;

import io.github.tracingstarter.sql.Database;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ConnectionFactoryOptions;
import io.r2dbc.spi.Option;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.r2dbc.OptionsCapableConnectionFactory;

/**
 * Finds the database of a connection factory.
 */
final class R2dbcDatabases {

	private static final String POOL = "pool";

	/**
	 * The drivers whose names differ from those of JDBC.
	 */
	private static final Map<String, String> DRIVERS = Map.of("mssql", "sqlserver", "microsoft", "sqlserver");

	private R2dbcDatabases() {
	}

	/**
	 * Returns the database, as far as it is known without a connection.
	 * @param connections the connection factory
	 * @return the database
	 */
	static Database of(ConnectionFactory connections) {
		OptionsCapableConnectionFactory capable = OptionsCapableConnectionFactory.unwrapFrom(connections);
		if (capable == null) {
			return Database.of(driver(connections.getMetadata().getName()), null, null, null);
		}
		ConnectionFactoryOptions options = capable.getOptions();
		String driver = text(options, ConnectionFactoryOptions.DRIVER);
		String protocol = text(options, ConnectionFactoryOptions.PROTOCOL);
		if (POOL.equals(driver) && protocol != null) {
			String[] parts = protocol.split(":", 2);
			driver = parts[0];
			protocol = (parts.length > 1) ? parts[1] : null;
		}
		String host = isServer(driver, protocol) ? text(options, ConnectionFactoryOptions.HOST) : null;
		return Database.of(driver((driver != null) ? driver : connections.getMetadata().getName()),
				text(options, ConnectionFactoryOptions.DATABASE), host,
				(options.getValue(ConnectionFactoryOptions.PORT) instanceof Integer port) ? port : null);
	}

	/**
	 * Returns whether the database is a server. An embedded database has a host in its
	 * URL only because a URL must have one.
	 */
	private static boolean isServer(@Nullable String driver, @Nullable String protocol) {
		return !"h2".equals(driver) || "tcp".equals(protocol) || "ssl".equals(protocol);
	}

	private static String driver(String name) {
		String first = name.toLowerCase(Locale.ROOT).split(" ", 2)[0];
		return DRIVERS.getOrDefault(first, first);
	}

	private static @Nullable String text(ConnectionFactoryOptions options, Option<String> option) {
		return (options.getValue(option) instanceof String text) ? text : null;
	}

}

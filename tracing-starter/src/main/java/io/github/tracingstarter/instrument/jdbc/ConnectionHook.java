package io.github.tracingstarter.instrument.jdbc;

import java.sql.Connection;

import io.github.tracingstarter.instrument.WovenHook;
import org.jspecify.annotations.Nullable;

/**
 * Called when any data source is asked for a connection, and with the connection.
 */
final class ConnectionHook implements WovenHook {

	private final ConnectionRequests requests;

	ConnectionHook(ConnectionRequests requests) {
		this.requests = requests;
	}

	@Override
	public String name() {
		return "connection";
	}

	@Override
	public String subject() {
		return "data sources that are no beans";
	}

	@Override
	public void installed(boolean installed) {
		ConnectionRequests.areTold(installed);
	}

	@Override
	public @Nullable Object call(@Nullable Object object, @Nullable Object self) {
		if (object instanceof Connection connection) {
			return this.requests.end(connection, self);
		}
		// Otherwise there is no connection.
		return (object == self) ? this.requests.begin(self) : object;
	}

}

package io.github.tracingstarter.instrument.jdbc;

import java.lang.invoke.MethodHandle;
import java.sql.Connection;
import java.sql.DatabaseMetaData;

import io.github.tracingstarter.instrument.jdbc.JdbcProxies.Kind;

/**
 * The metadata of a traced connection, which refers back to it.
 */
class MetaDataProxy extends TracedObject {

	private final ConnectionProxy connection;

	MetaDataProxy(DatabaseMetaData delegate, ConnectionProxy connection) {
		super(delegate);
		this.connection = connection;
	}

	/**
	 * Creates such metadata.
	 * @param metaData the driver's metadata
	 * @param connection the traced connection
	 * @return the metadata that refers back to it
	 * @throws Throwable if it cannot be created
	 */
	static DatabaseMetaData create(DatabaseMetaData metaData, ConnectionProxy connection) throws Throwable {
		MethodHandle constructor = connection.tracer().proxies().constructor(Kind.META_DATA, metaData);
		if (constructor == null) {
			return InterfaceProxy.create(DatabaseMetaData.class, new MetaDataProxy(metaData, connection));
		}
		return (DatabaseMetaData) (MetaDataProxy) constructor.invokeExact(metaData, connection);
	}

	public Connection getConnection() {
		return (Connection) this.connection.self();
	}

}

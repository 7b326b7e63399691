package io.github.tracingstarter.sql;

import java.util.Locale;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * The database systems that the semantic conventions name, by the subprotocol of a JDBC
 * URL, with their default ports.
 */
final class DatabaseSystems {

	static final String OTHER = "other_sql";

	static final String ORACLE = "oracle.db";

	static final String POSTGRESQL = "postgresql";

	static final String DB2 = "ibm.db2";

	private static final Map<String, String> SYSTEMS = Map.ofEntries(Map.entry("h2", "h2database"),
			Map.entry("postgresql", "postgresql"), Map.entry("pgsql", "postgresql"), Map.entry("mariadb", "mariadb"),
			Map.entry("mysql", "mysql"), Map.entry("oracle", "oracle.db"),
			Map.entry("sqlserver", "microsoft.sql_server"), Map.entry("jtds", "microsoft.sql_server"),
			Map.entry("db2", "ibm.db2"), Map.entry("as400", "ibm.db2"), Map.entry("hsqldb", "hsqldb"),
			Map.entry("derby", "derby"), Map.entry("sqlite", "sqlite"), Map.entry("clickhouse", "clickhouse"),
			Map.entry("ch", "clickhouse"), Map.entry("redshift", "aws.redshift"), Map.entry("trino", "trino"),
			Map.entry("sap", "sap.hana"), Map.entry("teradata", "teradata"), Map.entry("informix-sqli", "ibm.informix"),
			Map.entry("informix-direct", "ibm.informix"), Map.entry("firebirdsql", "firebirdsql"),
			Map.entry("firebird", "firebirdsql"), Map.entry("cloudspanner", "gcp.spanner"), Map.entry("hive2", "hive"),
			Map.entry("netezza", "ibm.netezza"), Map.entry("sapdb", "sap.maxdb"),
			Map.entry("cockroachdb", "cockroachdb"));

	private static final Map<String, Integer> PORTS = Map.of("postgresql", 5432, "mariadb", 3306, "mysql", 3306,
			"oracle.db", 1521, "microsoft.sql_server", 1433, "ibm.db2", 50000, "clickhouse", 8123, "aws.redshift",
			5439);

	/** The systems whose drivers interpret a URL without a host as this machine. */
	private static final Set<String> LOCAL_BY_DEFAULT = Set.of(POSTGRESQL, "mysql", "mariadb");

	private DatabaseSystems() {
	}

	/**
	 * Finds a system by its driver.
	 * @param subprotocol the part of a JDBC URL that names the driver
	 * @return the name of the system
	 */
	static String bySubprotocol(String subprotocol) {
		return SYSTEMS.getOrDefault(subprotocol.toLowerCase(Locale.ROOT), OTHER);
	}

	static @Nullable Integer defaultPort(String system) {
		return PORTS.get(system);
	}

	static boolean isLocalByDefault(String system) {
		return LOCAL_BY_DEFAULT.contains(system);
	}

}

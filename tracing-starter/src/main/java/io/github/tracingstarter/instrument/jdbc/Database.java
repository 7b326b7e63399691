package io.github.tracingstarter.instrument.jdbc;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.github.tracingstarter.sql.SqlDialect;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.semconv.DbAttributes;
import io.opentelemetry.semconv.ServerAttributes;
import org.jspecify.annotations.Nullable;

/**
 * The database behind a connection, as far as its JDBC URL tells, and what is known about
 * the statements it ran.
 */
final class Database {

	private static final String OTHER = "other_sql";

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

	/**
	 * Drivers that stand before the real one, such as {@code jdbc:p6spy:mysql://host/db}.
	 */
	private static final Pattern WRAPPERS = Pattern
		.compile("^jdbc:(?:p6spy|tc|otel|log4jdbc|aws-wrapper|aws|tracing|datasource-proxy):");

	private static final Pattern AUTHORITY = Pattern.compile("^[^?;]*?//([^/?;]*)(?:/([^?;]*))?");

	private static final Pattern ORACLE = Pattern
		.compile("@(?:(?:tcps?|ldaps?):)?(?://)?([^:/()@]+)(?::(\\d+))?(?:[:/]+([^?]*))?$");

	private static final Pattern HOST = Pattern.compile("\\(\\s*host\\s*=\\s*([^)\\s]+)\\s*\\)",
			Pattern.CASE_INSENSITIVE);

	private static final Pattern PORT = Pattern.compile("\\(\\s*port\\s*=\\s*(\\d+)\\s*\\)", Pattern.CASE_INSENSITIVE);

	private static final Pattern SERVICE = Pattern.compile("\\(\\s*(?:service_name|sid)\\s*=\\s*([^)\\s]+)\\s*\\)",
			Pattern.CASE_INSENSITIVE);

	private static final Pattern DATABASE_NAME = Pattern.compile("[;?&](?:databaseName|database)=([^;&]+)",
			Pattern.CASE_INSENSITIVE);

	private static final Pattern CURRENT_SCHEMA = Pattern.compile("[?&]currentSchema=([^&,]+)");

	private final String system;

	private final @Nullable String namespace;

	private final Attributes attributes;

	private final SqlDialect dialect;

	private final RecentCache<Query> queries = new RecentCache<>();

	private Database(String system, @Nullable String namespace, @Nullable String host, @Nullable Integer port) {
		this.system = system;
		this.namespace = namespace;
		this.dialect = SqlDialect.of(system);
		AttributesBuilder builder = Attributes.builder().put(DbAttributes.DB_SYSTEM_NAME, system);
		if (namespace != null) {
			builder.put(DbAttributes.DB_NAMESPACE, namespace);
		}
		if (host != null) {
			builder.put(ServerAttributes.SERVER_ADDRESS, host);
			Integer effective = (port != null) ? port : PORTS.get(system);
			if (effective != null) {
				builder.put(ServerAttributes.SERVER_PORT, effective.longValue());
			}
		}
		this.attributes = builder.build();
	}

	/**
	 * Reads a JDBC URL.
	 * @param url the URL, or null where the driver tells none
	 * @return the database, at least a nameless one
	 */
	static Database of(@Nullable String url) {
		if (url == null) {
			return new Database(OTHER, null, null, null);
		}
		try {
			return parse(WRAPPERS.matcher(url).replaceFirst("jdbc:"));
		}
		catch (RuntimeException ex) {
			Failures.log(ex);
			return new Database(OTHER, null, null, null);
		}
	}

	private static Database parse(String url) {
		String[] parts = url.split(":", 4);
		if (parts.length < 2 || !parts[0].equalsIgnoreCase("jdbc")) {
			return new Database(OTHER, null, null, null);
		}
		String system = SYSTEMS.getOrDefault(parts[1].toLowerCase(Locale.ROOT), OTHER);
		if (system.equals("oracle.db")) {
			return oracle(url);
		}
		Matcher authority = AUTHORITY.matcher(url);
		if (authority.find() && !isFile(url)) {
			return server(system, url, authority.group(1), authority.group(2));
		}
		String rest = url.substring(url.indexOf(':', 5) + 1);
		String namespace = localNamespace(rest);
		boolean local = system.equals("postgresql") || system.equals("mysql") || system.equals("mariadb");
		return new Database(system, namespace, local ? "localhost" : null, null);
	}

	private static boolean isFile(String url) {
		return url.startsWith("jdbc:h2:file:") || url.startsWith("jdbc:sqlite:") || url.startsWith("jdbc:hsqldb:file:");
	}

	private static Database server(String system, String url, String authority, @Nullable String path) {
		String namespace = firstGroup(DATABASE_NAME, url);
		if (namespace == null && path != null) {
			namespace = localNamespace(system.equals("ibm.db2") ? path.split(":", 2)[0] : path);
		}
		if (system.equals("postgresql")) {
			String schema = firstGroup(CURRENT_SCHEMA, url);
			namespace = (schema != null && namespace != null) ? namespace + '|' + schema : namespace;
		}
		String host = firstGroup(HOST, authority);
		if (host != null) {
			return new Database(system, namespace, host, number(firstGroup(PORT, authority)));
		}
		String first = authority.substring(authority.lastIndexOf('@') + 1).split(",", 2)[0];
		Integer port = null;
		int colon = first.lastIndexOf(':');
		if (colon > first.lastIndexOf(']')) {
			port = number(first.substring(colon + 1));
			first = first.substring(0, colon);
		}
		int instance = first.indexOf('\\');
		first = (instance >= 0) ? first.substring(0, instance) : first;
		first = (first.startsWith("[") && first.endsWith("]")) ? first.substring(1, first.length() - 1) : first;
		return new Database(system, namespace, first.isEmpty() ? "localhost" : first, port);
	}

	private static Database oracle(String url) {
		String host = firstGroup(HOST, url);
		if (host != null) {
			return new Database("oracle.db", firstGroup(SERVICE, url), host, number(firstGroup(PORT, url)));
		}
		Matcher matcher = ORACLE.matcher(url);
		if (matcher.find()) {
			return new Database("oracle.db", matcher.group(3), matcher.group(1), number(matcher.group(2)));
		}
		return new Database("oracle.db", null, null, null);
	}

	/**
	 * The last segment of {@code mem:shop;MODE=MySQL}, {@code ~/data/shop} and the like.
	 */
	private static @Nullable String localNamespace(String location) {
		String name = location.split("[;?]", 2)[0];
		name = name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
		name = name.substring(name.lastIndexOf(':') + 1);
		return name.isBlank() ? null : name;
	}

	private static @Nullable String firstGroup(Pattern pattern, String text) {
		Matcher matcher = pattern.matcher(text);
		return matcher.find() ? matcher.group(1) : null;
	}

	private static @Nullable Integer number(@Nullable String digits) {
		return (digits != null && digits.matches("\\d{1,5}")) ? Integer.valueOf(digits) : null;
	}

	/**
	 * The name of a span when nothing else is known.
	 * @return the namespace or the kind of database
	 */
	String fallbackName() {
		return (this.namespace != null) ? this.namespace : this.system;
	}

	Attributes attributes() {
		return this.attributes;
	}

	/**
	 * What is to be said about a statement, analysed at its first use.
	 * @param sql the statement's text
	 * @param sanitized whether literals are removed from the text
	 * @return its description
	 */
	Query query(String sql, boolean sanitized) {
		Query query = this.queries.get(sql);
		if (query == null) {
			Sql analyzed = SqlAnalyzer.analyze(sql, this.dialect);
			query = Query.of(sanitized ? analyzed : analyzed.withText(sql), this);
			this.queries.put(sql, query);
		}
		return query;
	}

}

package io.github.tracingstarter.sql;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.semconv.DbAttributes;
import io.opentelemetry.semconv.ServerAttributes;
import org.jspecify.annotations.Nullable;

/**
 * The database behind a connection, and what is known about the statements it ran.
 */
public final class Database {

	private final String fallbackName;

	private final Attributes attributes;

	private final SqlDialect dialect;

	private final RecentCache<Query> queries = new RecentCache<>();

	private Database(JdbcUrl url) {
		this.fallbackName = (url.namespace() != null) ? url.namespace() : url.system();
		this.dialect = SqlDialect.of(url.system());
		this.attributes = describe(url);
	}

	private static Attributes describe(JdbcUrl url) {
		AttributesBuilder builder = Attributes.builder().put(DbAttributes.DB_SYSTEM_NAME, url.system());
		if (url.namespace() != null) {
			builder.put(DbAttributes.DB_NAMESPACE, url.namespace());
		}
		if (url.host() != null) {
			builder.put(ServerAttributes.SERVER_ADDRESS, url.host());
			Integer port = (url.port() != null) ? url.port() : DatabaseSystems.defaultPort(url.system());
			if (port != null) {
				builder.put(ServerAttributes.SERVER_PORT, port.longValue());
			}
		}
		return builder.build();
	}

	/**
	 * Creates the database of a JDBC URL.
	 * @param url the URL, or null if the driver does not provide it
	 * @return the database, perhaps without a name
	 */
	public static Database of(@Nullable String url) {
		return new Database(JdbcUrl.of(url));
	}

	/**
	 * Creates a database that has no JDBC URL.
	 * @param driver the name of its driver, as in JDBC URLs
	 * @param namespace the database, or null
	 * @param host the host, or null if the database is not on a server
	 * @param port the port, or null if it is not known
	 * @return the database
	 */
	public static Database of(String driver, @Nullable String namespace, @Nullable String host,
			@Nullable Integer port) {
		return new Database(new JdbcUrl(DatabaseSystems.bySubprotocol(driver), namespace, host, port));
	}

	/**
	 * Returns the name of a span if nothing else is known.
	 * @return the namespace or the kind of database
	 */
	public String fallbackName() {
		return this.fallbackName;
	}

	public Attributes attributes() {
		return this.attributes;
	}

	/**
	 * Returns the description of a statement, which is analyzed at its first use.
	 * @param sql the statement's text
	 * @param sanitized whether literals are removed from the text
	 * @return its description
	 */
	public Query query(String sql, boolean sanitized) {
		Query query = this.queries.get(sql);
		if (query == null) {
			Sql analyzed = SqlAnalyzer.analyze(sql, this.dialect);
			query = Query.of(sanitized ? analyzed : analyzed.withText(sql), this);
			this.queries.put(sql, query);
		}
		return query;
	}

}

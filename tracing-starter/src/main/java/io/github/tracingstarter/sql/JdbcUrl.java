package io.github.tracingstarter.sql;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * The database that a JDBC URL refers to, as far as the URL names it.
 *
 * @param system the name of the database system
 * @param namespace the database, with the schema if the URL selects one, or null
 * @param host the host, or null if the database is not on a server
 * @param port the port, or null if the URL does not contain one
 */
record JdbcUrl(String system, @Nullable String namespace, @Nullable String host, @Nullable Integer port) {

	private static final String LOCALHOST = "localhost";

	/**
	 * Drivers that wrap the real one, as in {@code jdbc:p6spy:mysql://host/db}.
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

	/**
	 * Parses a URL.
	 * @param url the URL, or null if the driver does not provide it
	 * @return the database, of which perhaps nothing is known
	 */
	static JdbcUrl of(@Nullable String url) {
		if (url == null) {
			return unknown(DatabaseSystems.OTHER);
		}
		try {
			return parse(WRAPPERS.matcher(url).replaceFirst("jdbc:"));
		}
		catch (RuntimeException ex) {
			Failures.log(ex);
			return unknown(DatabaseSystems.OTHER);
		}
	}

	private static JdbcUrl unknown(String system) {
		return new JdbcUrl(system, null, null, null);
	}

	private static JdbcUrl parse(String url) {
		String[] parts = url.split(":", 4);
		if (parts.length < 2 || !parts[0].equalsIgnoreCase("jdbc")) {
			return unknown(DatabaseSystems.OTHER);
		}
		String system = DatabaseSystems.bySubprotocol(parts[1]);
		if (system.equals(DatabaseSystems.ORACLE)) {
			return oracle(url);
		}
		Matcher authority = AUTHORITY.matcher(url);
		if (authority.find() && !isFile(url)) {
			return server(system, url, authority.group(1), authority.group(2));
		}
		String rest = url.substring(url.indexOf(':', 5) + 1);
		String namespace = localNamespace(rest);
		return new JdbcUrl(system, namespace, DatabaseSystems.isLocalByDefault(system) ? LOCALHOST : null, null);
	}

	private static boolean isFile(String url) {
		return url.startsWith("jdbc:h2:file:") || url.startsWith("jdbc:sqlite:") || url.startsWith("jdbc:hsqldb:file:");
	}

	private static JdbcUrl server(String system, String url, String authority, @Nullable String path) {
		String namespace = firstGroup(DATABASE_NAME, url);
		if (namespace == null && path != null) {
			namespace = localNamespace(system.equals(DatabaseSystems.DB2) ? path.split(":", 2)[0] : path);
		}
		if (system.equals(DatabaseSystems.POSTGRESQL)) {
			String schema = firstGroup(CURRENT_SCHEMA, url);
			namespace = (schema != null && namespace != null) ? namespace + '|' + schema : namespace;
		}
		String host = firstGroup(HOST, authority);
		if (host != null) {
			return new JdbcUrl(system, namespace, host, number(firstGroup(PORT, authority)));
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
		return new JdbcUrl(system, namespace, first.isEmpty() ? LOCALHOST : first, port);
	}

	private static JdbcUrl oracle(String url) {
		String host = firstGroup(HOST, url);
		if (host != null) {
			return new JdbcUrl(DatabaseSystems.ORACLE, firstGroup(SERVICE, url), host, number(firstGroup(PORT, url)));
		}
		Matcher matcher = ORACLE.matcher(url);
		if (matcher.find()) {
			return new JdbcUrl(DatabaseSystems.ORACLE, matcher.group(3), matcher.group(1), number(matcher.group(2)));
		}
		return unknown(DatabaseSystems.ORACLE);
	}

	/**
	 * Returns the last segment of {@code mem:shop;MODE=MySQL}, {@code ~/data/shop} and
	 * the like.
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

}

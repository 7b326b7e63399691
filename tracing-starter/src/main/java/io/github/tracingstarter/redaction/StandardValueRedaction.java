package io.github.tracingstarter.redaction;

import io.github.tracingstarter.ValueRedaction;
import io.github.tracingstarter.sql.SqlDialect;
import io.github.tracingstarter.sql.SqlScanner;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;

/**
 * Redacts values by key, for the keys of OpenTelemetry's conventions, old and new, and of
 * Spring's observations.
 */
final class StandardValueRedaction implements ValueRedaction {

	private static final AttributeKey<String> DB_SYSTEM_NAME = AttributeKey.stringKey("db.system.name");

	private static final AttributeKey<String> DB_SYSTEM = AttributeKey.stringKey("db.system");

	private final UrlRedaction urls;

	private final MessageRedaction messages;

	StandardValueRedaction(UrlRedaction urls, MessageRedaction messages) {
		this.urls = urls;
		this.messages = messages;
	}

	@Override
	public String redact(String key, String value) {
		return redact(key, value, Attributes.empty());
	}

	/**
	 * Redacts a value.
	 * @param key the key
	 * @param value the value
	 * @param all the other attributes, which name the database of a statement
	 * @return the redacted value, or the same value if there is nothing to hide
	 */
	String redact(String key, String value, Attributes all) {
		return switch (key) {
			case "url.query" -> this.urls.redactQuery(value);
			case "url.full", "url.path", "url.original", "http.url", "http.target", "http.uri", "http.path", "url",
					"uri" ->
				this.urls.redactUrl(value);
			case "db.query.text", "db.statement", "sql" -> redactStatement(value, all);
			case "exception.stacktrace" -> this.messages.redactStackTrace(value);
			default -> {
				if (key.startsWith("jdbc.query") || key.startsWith("r2dbc.query")) {
					yield redactStatement(value, all);
				}
				yield key.endsWith("message") || key.equals("error") ? this.messages.redact(value)
						: this.urls.redactText(value);
			}
		};
	}

	private String redactStatement(String statement, Attributes all) {
		String system = all.get(DB_SYSTEM_NAME);
		system = (system != null) ? system : all.get(DB_SYSTEM);
		if ("redis".equals(system) || "memcached".equals(system)) {
			// A command and its arguments.
			int space = statement.indexOf(' ');
			return (space >= 0 && !statement.endsWith(" ?")) ? statement.substring(0, space) + " ?" : statement;
		}
		return SqlScanner.mask(statement, (system != null) ? SqlDialect.of(system) : SqlDialect.UNKNOWN);
	}

}

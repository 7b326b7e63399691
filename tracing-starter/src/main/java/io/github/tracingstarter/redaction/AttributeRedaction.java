package io.github.tracingstarter.redaction;

import java.util.List;
import java.util.function.BiConsumer;

import io.github.tracingstarter.instrument.AddedText;
import io.github.tracingstarter.sql.SqlDialect;
import io.github.tracingstarter.sql.SqlScanner;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.AttributeType;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import org.jspecify.annotations.Nullable;

/**
 * What may leave of attributes, by what their keys say: those of OpenTelemetry's
 * conventions, of those before, and of Spring's observations.
 */
final class AttributeRedaction implements AddedText {

	private static final AttributeKey<String> DB_SYSTEM_NAME = AttributeKey.stringKey("db.system.name");

	private static final AttributeKey<String> DB_SYSTEM = AttributeKey.stringKey("db.system");

	private final UrlRedaction urls;

	private final MessageRedaction messages;

	AttributeRedaction(UrlRedaction urls, MessageRedaction messages) {
		this.urls = urls;
		this.messages = messages;
	}

	/**
	 * Attributes without secrets and values.
	 * @param attributes the attributes
	 * @return the same object where there is nothing to hide
	 */
	Attributes redact(Attributes attributes) {
		if (attributes.isEmpty()) {
			return attributes;
		}
		Redacted redacted = new Redacted(attributes);
		attributes.forEach(redacted);
		return (redacted.builder != null) ? redacted.builder.build() : attributes;
	}

	@Override
	public String redact(String key, String value) {
		return redact(key, value, Attributes.empty());
	}

	@Override
	public String redactName(String name) {
		return this.messages.redact(name);
	}

	private String redact(String key, String value, Attributes all) {
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

	/**
	 * Collects what is other than it was. Makes no copy before the first such.
	 */
	private final class Redacted implements BiConsumer<AttributeKey<?>, Object> {

		private final Attributes attributes;

		private @Nullable AttributesBuilder builder;

		Redacted(Attributes attributes) {
			this.attributes = attributes;
		}

		@Override
		public void accept(AttributeKey<?> key, Object value) {
			if (value instanceof String text) {
				String redacted = redact(key.getKey(), text, this.attributes);
				if (!redacted.equals(text)) {
					builder().put(key.getKey(), redacted);
				}
			}
			else if (key.getType() == AttributeType.STRING_ARRAY && value instanceof List<?> texts) {
				List<String> redacted = texts.stream()
					.map((text) -> redact(key.getKey(), String.valueOf(text), this.attributes))
					.toList();
				if (!redacted.equals(texts)) {
					builder().put(AttributeKey.stringArrayKey(key.getKey()), redacted);
				}
			}
		}

		private AttributesBuilder builder() {
			AttributesBuilder current = this.builder;
			if (current == null) {
				current = this.attributes.toBuilder();
				this.builder = current;
			}
			return current;
		}

	}

}

package io.github.tracingstarter.ui.store;

import java.util.Map;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.SpanKind;
import org.jspecify.annotations.Nullable;

/**
 * Adds attributes under their current names if a span has the names that OpenTelemetry's
 * conventions used before they were stable. The old ones are kept, because users may know
 * the span by them.
 */
public final class OldNames {

	/** The names of which the values are the same. */
	private static final Map<String, String> TEXTS = Map.ofEntries(Map.entry("http.method", "http.request.method"),
			Map.entry("http.url", "url.full"), Map.entry("http.scheme", "url.scheme"),
			Map.entry("http.user_agent", "user_agent.original"), Map.entry("http.client_ip", "client.address"),
			Map.entry("http.flavor", "network.protocol.version"), Map.entry("db.statement", "db.query.text"),
			Map.entry("db.name", "db.namespace"), Map.entry("db.operation", "db.operation.name"),
			Map.entry("db.sql.table", "db.collection.name"), Map.entry("db.mongodb.collection", "db.collection.name"),
			Map.entry("db.cassandra.table", "db.collection.name"),
			Map.entry("messaging.destination", "messaging.destination.name"),
			Map.entry("messaging.operation", "messaging.operation.type"), Map.entry("net.host.name", "server.address"),
			Map.entry("net.peer.ip", "network.peer.address"), Map.entry("net.sock.peer.addr", "network.peer.address"),
			Map.entry("code.filepath", "code.file.path"), Map.entry("gen_ai.system", "gen_ai.provider.name"));

	private static final Map<String, String> NUMBERS = Map.of("http.status_code", "http.response.status_code",
			"net.host.port", "server.port", "code.lineno", "code.line.number", "http.request_content_length",
			"http.request.body.size", "http.response_content_length", "http.response.body.size");

	private static final Map<String, String> SYSTEMS = Map.of("mssql", "microsoft.sql_server", "oracle", "oracle.db",
			"h2", "h2database", "db2", "ibm.db2", "redshift", "aws.redshift", "dynamodb", "aws.dynamodb", "hanadb",
			"sap.hana");

	private final Attributes old;

	private final AttributesBuilder builder;

	private OldNames(Attributes attributes) {
		this.old = attributes;
		this.builder = attributes.toBuilder();
	}

	/**
	 * Returns attributes with the current names.
	 * @param attributes the attributes of a span
	 * @param kind its kind
	 * @return the same attributes if none of them has an old name
	 */
	public static Attributes complete(Attributes attributes, SpanKind kind) {
		boolean known = attributes.asMap()
			.keySet()
			.stream()
			.map(AttributeKey::getKey)
			.anyMatch((key) -> TEXTS.containsKey(key) || NUMBERS.containsKey(key) || key.equals("db.system")
					|| key.startsWith("net.peer.") || key.equals("http.target") || key.equals("http.host")
					|| key.equals("code.function"));
		return known ? new OldNames(attributes).complete(kind) : attributes;
	}

	private Attributes complete(SpanKind kind) {
		TEXTS.forEach((before, now) -> text(now, text(before)));
		NUMBERS.forEach((before, now) -> number(now, number(before)));
		String system = text("db.system");
		text("db.system.name", (system != null) ? SYSTEMS.getOrDefault(system, system) : null);
		boolean outgoing = kind == SpanKind.CLIENT || kind == SpanKind.PRODUCER;
		text(outgoing ? "server.address" : "client.address", text("net.peer.name"));
		number(outgoing ? "server.port" : "client.port", number("net.peer.port"));
		target(text("http.target"));
		host(text("http.host"));
		function();
		return this.builder.build();
	}

	private void target(@Nullable String target) {
		if (target != null) {
			int query = target.indexOf('?');
			text("url.path", (query < 0) ? target : target.substring(0, query));
			text("url.query", (query < 0) ? null : target.substring(query + 1));
		}
		else {
			path(text("http.url"));
		}
	}

	/**
	 * Adds the path, scheme and host of a server span that has only the whole address.
	 */
	private void path(@Nullable String url) {
		int host = (url != null) ? url.indexOf("://") : -1;
		if (url != null && host >= 0) {
			int path = url.indexOf('/', host + 3);
			text("url.path", (path < 0) ? "/" : url.substring(path).replaceFirst("[?#].*", ""));
			text("url.scheme", url.substring(0, host));
			if (this.old.get(AttributeKey.stringKey("net.peer.name")) == null) {
				host(url.substring(host + 3, (path < 0) ? url.length() : path).replaceFirst("^.*@", ""));
			}
		}
	}

	private void host(@Nullable String host) {
		if (host != null) {
			int colon = host.lastIndexOf(':');
			boolean port = colon > 0 && host.substring(colon + 1).matches("\\d{1,5}");
			text("server.address", port ? host.substring(0, colon) : host);
			number("server.port", port ? Long.valueOf(host.substring(colon + 1)) : null);
		}
	}

	private void function() {
		String name = text("code.function");
		String namespace = text("code.namespace");
		text("code.function.name", (name != null && namespace != null) ? namespace + '.' + name : name);
	}

	private @Nullable String text(String key) {
		return this.old.get(AttributeKey.stringKey(key));
	}

	/**
	 * Returns a number, which in Zipkin is a text.
	 */
	private @Nullable Long number(String key) {
		Long number = this.old.get(AttributeKey.longKey(key));
		return (number != null) ? number : parse(text(key));
	}

	private static @Nullable Long parse(@Nullable String text) {
		try {
			return (text != null) ? Long.valueOf(text) : null;
		}
		catch (NumberFormatException ex) {
			return null;
		}
	}

	private void text(String key, @Nullable String value) {
		if (value != null && !has(key)) {
			this.builder.put(key, value);
		}
	}

	private void number(String key, @Nullable Long value) {
		if (value != null && !has(key)) {
			this.builder.put(key, value);
		}
	}

	private boolean has(String key) {
		return this.old.asMap().keySet().stream().anyMatch((it) -> it.getKey().equals(key));
	}

}

package io.github.tracingstarter.ui.traces;

import io.opentelemetry.api.common.AttributeKey;

/**
 * The attributes that the analysis reads, by their names in the semantic conventions.
 */
final class SpanKeys {

	static final AttributeKey<String> METHOD = AttributeKey.stringKey("http.request.method");

	static final AttributeKey<String> ORIGINAL_METHOD = AttributeKey.stringKey("http.request.method_original");

	static final AttributeKey<Long> STATUS = AttributeKey.longKey("http.response.status_code");

	static final AttributeKey<String> ROUTE = AttributeKey.stringKey("http.route");

	static final AttributeKey<String> PATH = AttributeKey.stringKey("url.path");

	static final AttributeKey<String> QUERY = AttributeKey.stringKey("url.query");

	static final AttributeKey<String> SCHEME = AttributeKey.stringKey("url.scheme");

	static final AttributeKey<String> ADDRESS = AttributeKey.stringKey("server.address");

	static final AttributeKey<Long> PORT = AttributeKey.longKey("server.port");

	static final AttributeKey<String> ERROR_TYPE = AttributeKey.stringKey("error.type");

	static final AttributeKey<String> DB_SYSTEM = AttributeKey.stringKey("db.system.name");

	static final AttributeKey<String> DB_NAMESPACE = AttributeKey.stringKey("db.namespace");

	static final AttributeKey<String> DB_TEXT = AttributeKey.stringKey("db.query.text");

	static final AttributeKey<String> DB_SUMMARY = AttributeKey.stringKey("db.query.summary");

	static final AttributeKey<String> DB_OPERATION = AttributeKey.stringKey("db.operation.name");

	static final AttributeKey<String> DB_COLLECTION = AttributeKey.stringKey("db.collection.name");

	static final AttributeKey<Long> DB_ROWS = AttributeKey.longKey("db.response.returned_rows");

	static final AttributeKey<Double> CONNECTION_WAIT = AttributeKey.doubleKey("jdbc.connection_wait_time");

	static final AttributeKey<String> MESSAGING_SYSTEM = AttributeKey.stringKey("messaging.system");

	static final AttributeKey<String> FUNCTION = AttributeKey.stringKey("code.function.name");

	static final AttributeKey<String> FILE = AttributeKey.stringKey("code.file.path");

	static final AttributeKey<Long> LINE = AttributeKey.longKey("code.line.number");

	static final AttributeKey<String> EXCEPTION_TYPE = AttributeKey.stringKey("exception.type");

	static final AttributeKey<String> EXCEPTION_MESSAGE = AttributeKey.stringKey("exception.message");

	static final AttributeKey<String> STACK_TRACE = AttributeKey.stringKey("exception.stacktrace");

	private SpanKeys() {
	}

}

package io.github.tracingstarter.ui.traces;

import io.github.tracingstarter.sql.StatementAttributes;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.semconv.CodeAttributes;
import io.opentelemetry.semconv.DbAttributes;
import io.opentelemetry.semconv.ErrorAttributes;
import io.opentelemetry.semconv.ExceptionAttributes;
import io.opentelemetry.semconv.HttpAttributes;
import io.opentelemetry.semconv.ServerAttributes;
import io.opentelemetry.semconv.UrlAttributes;

/**
 * The attributes that the analysis reads, under short names.
 */
final class SpanKeys {

	static final AttributeKey<String> METHOD = HttpAttributes.HTTP_REQUEST_METHOD;

	static final AttributeKey<String> ORIGINAL_METHOD = HttpAttributes.HTTP_REQUEST_METHOD_ORIGINAL;

	static final AttributeKey<Long> STATUS = HttpAttributes.HTTP_RESPONSE_STATUS_CODE;

	static final AttributeKey<String> ROUTE = HttpAttributes.HTTP_ROUTE;

	static final AttributeKey<String> PATH = UrlAttributes.URL_PATH;

	static final AttributeKey<String> QUERY = UrlAttributes.URL_QUERY;

	static final AttributeKey<String> SCHEME = UrlAttributes.URL_SCHEME;

	static final AttributeKey<String> ADDRESS = ServerAttributes.SERVER_ADDRESS;

	static final AttributeKey<Long> PORT = ServerAttributes.SERVER_PORT;

	static final AttributeKey<String> ERROR_TYPE = ErrorAttributes.ERROR_TYPE;

	static final AttributeKey<String> DB_SYSTEM = DbAttributes.DB_SYSTEM_NAME;

	static final AttributeKey<String> DB_NAMESPACE = DbAttributes.DB_NAMESPACE;

	static final AttributeKey<String> DB_TEXT = DbAttributes.DB_QUERY_TEXT;

	static final AttributeKey<String> DB_SUMMARY = DbAttributes.DB_QUERY_SUMMARY;

	static final AttributeKey<String> DB_OPERATION = DbAttributes.DB_OPERATION_NAME;

	static final AttributeKey<String> DB_COLLECTION = DbAttributes.DB_COLLECTION_NAME;

	static final AttributeKey<Long> DB_ROWS = StatementAttributes.RETURNED_ROWS;

	static final AttributeKey<Double> CONNECTION_WAIT = StatementAttributes.WAIT_TIME;

	static final AttributeKey<String> MESSAGING_SYSTEM = AttributeKey.stringKey("messaging.system");

	static final AttributeKey<String> FUNCTION = CodeAttributes.CODE_FUNCTION_NAME;

	static final AttributeKey<String> FILE = CodeAttributes.CODE_FILE_PATH;

	static final AttributeKey<Long> LINE = CodeAttributes.CODE_LINE_NUMBER;

	static final AttributeKey<String> EXCEPTION_TYPE = ExceptionAttributes.EXCEPTION_TYPE;

	static final AttributeKey<String> EXCEPTION_MESSAGE = ExceptionAttributes.EXCEPTION_MESSAGE;

	static final AttributeKey<String> STACK_TRACE = ExceptionAttributes.EXCEPTION_STACKTRACE;

	static final AttributeKey<Boolean> OPEN_IN_VIEW = AttributeKey.booleanKey("spring.jpa.open-in-view");

	private SpanKeys() {
	}

}

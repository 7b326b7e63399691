package io.github.tracingstarter.redaction;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.semconv.ClientAttributes;
import io.opentelemetry.semconv.CodeAttributes;
import io.opentelemetry.semconv.DbAttributes;
import io.opentelemetry.semconv.ErrorAttributes;
import io.opentelemetry.semconv.HttpAttributes;
import io.opentelemetry.semconv.NetworkAttributes;
import io.opentelemetry.semconv.ServerAttributes;
import io.opentelemetry.semconv.UrlAttributes;
import io.opentelemetry.semconv.UserAgentAttributes;
import org.jspecify.annotations.Nullable;

/**
 * The remaining redaction of the attributes of the starter's own spans. They were
 * redacted before they were set, by the rules for URLs and statements. Attributes that
 * are not listed here were added by the application or come from outside, and are treated
 * like those of other spans.
 */
enum OwnAttributes {

	/** Names, hosts and the like, which contain no secrets. */
	CLEAN(List.of(HttpAttributes.HTTP_REQUEST_METHOD, HttpAttributes.HTTP_ROUTE, AttributeKey.stringKey("url.template"),
			UrlAttributes.URL_SCHEME, ServerAttributes.SERVER_ADDRESS, ClientAttributes.CLIENT_ADDRESS,
			NetworkAttributes.NETWORK_PEER_ADDRESS, NetworkAttributes.NETWORK_PROTOCOL_NAME,
			NetworkAttributes.NETWORK_PROTOCOL_VERSION, NetworkAttributes.NETWORK_TRANSPORT,
			DbAttributes.DB_SYSTEM_NAME, DbAttributes.DB_NAMESPACE, DbAttributes.DB_QUERY_SUMMARY,
			DbAttributes.DB_OPERATION_NAME, DbAttributes.DB_COLLECTION_NAME, DbAttributes.DB_RESPONSE_STATUS_CODE,
			CodeAttributes.CODE_FUNCTION_NAME, CodeAttributes.CODE_FILE_PATH, ErrorAttributes.ERROR_TYPE)),

	/** May contain texts that patterns and expressions find. */
	TEXT(List.of(UrlAttributes.URL_FULL, UrlAttributes.URL_PATH, UrlAttributes.URL_QUERY)),

	/** The same, but with recurring values. */
	REPEATED_TEXT(List.of(DbAttributes.DB_QUERY_TEXT, UserAgentAttributes.USER_AGENT_ORIGINAL));

	private static final Map<AttributeKey<?>, OwnAttributes> BY_KEY = new HashMap<>();

	static {
		for (OwnAttributes treatment : values()) {
			treatment.keys.forEach((key) -> BY_KEY.put(key, treatment));
		}
	}

	private final List<AttributeKey<String>> keys;

	OwnAttributes(List<AttributeKey<String>> keys) {
		this.keys = keys;
	}

	/**
	 * Returns the remaining redaction of an attribute.
	 * @param key the key
	 * @return the treatment, or null for complete redaction
	 */
	static @Nullable OwnAttributes of(AttributeKey<?> key) {
		return BY_KEY.get(key);
	}

}

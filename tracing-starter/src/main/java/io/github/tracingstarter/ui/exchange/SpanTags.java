package io.github.tracingstarter.ui.exchange;

import io.opentelemetry.api.trace.StatusCode;

/**
 * The tags that OpenTelemetry specifies for its own fields that the formats of Jaeger and
 * Zipkin do not have.
 */
final class SpanTags {

	static final String STATUS = "otel.status_code";

	static final String STATUS_DESCRIPTION = "otel.status_description";

	static final String SCOPE = "otel.scope.name";

	static final String SCOPE_VERSION = "otel.scope.version";

	private static final String OLD_SCOPE = "otel.library.name";

	private static final String OLD_SCOPE_VERSION = "otel.library.version";

	private SpanTags() {
	}

	/**
	 * Sets the field for a tag.
	 * @param key the key of the tag
	 * @param value its value
	 * @param draft the span
	 * @return false if it is an ordinary tag
	 */
	static boolean read(String key, String value, SpanDraft draft) {
		switch (key) {
			case STATUS -> draft.status = status(value, draft.status);
			case STATUS_DESCRIPTION -> draft.statusDescription = value;
			case SCOPE, OLD_SCOPE -> draft.scope = value;
			case SCOPE_VERSION, OLD_SCOPE_VERSION -> draft.scopeVersion = value;
			default -> {
				return false;
			}
		}
		return true;
	}

	private static StatusCode status(String name, StatusCode otherwise) {
		return switch (name) {
			case "OK" -> StatusCode.OK;
			case "ERROR" -> StatusCode.ERROR;
			default -> otherwise;
		};
	}

}

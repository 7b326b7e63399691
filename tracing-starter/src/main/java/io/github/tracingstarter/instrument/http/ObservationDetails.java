package io.github.tracingstarter.instrument.http;

import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.tracingstarter.instrument.Spans;
import io.github.tracingstarter.redaction.AttributeRedaction;
import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import io.micrometer.observation.Observation;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.semconv.ClientAttributes;
import io.opentelemetry.semconv.ErrorAttributes;
import io.opentelemetry.semconv.HttpAttributes;
import io.opentelemetry.semconv.NetworkAttributes;
import io.opentelemetry.semconv.ServerAttributes;
import io.opentelemetry.semconv.UrlAttributes;
import io.opentelemetry.semconv.UserAgentAttributes;
import org.jspecify.annotations.Nullable;

/**
 * Copies the application's additions to an observation, key values and a name, to the
 * span of the request or call. The keys of Spring's own conventions are omitted, because
 * the span already has the same information, under OpenTelemetry's names and without
 * secrets.
 */
public final class ObservationDetails {

	/**
	 * The keys of Spring's conventions for requests and calls, and the keys that the
	 * spans have from the start or get when they end.
	 */
	public static final Set<String> KNOWN = Stream
		.concat(Stream.of("method", "uri", "status", "exception", "outcome", "client.name", "http.url", "url.template"),
				Stream
					.<AttributeKey<?>>of(HttpAttributes.HTTP_REQUEST_METHOD,
							HttpAttributes.HTTP_REQUEST_METHOD_ORIGINAL, HttpAttributes.HTTP_RESPONSE_STATUS_CODE,
							HttpAttributes.HTTP_ROUTE, UrlAttributes.URL_FULL, UrlAttributes.URL_PATH,
							UrlAttributes.URL_QUERY, UrlAttributes.URL_SCHEME, ServerAttributes.SERVER_ADDRESS,
							ServerAttributes.SERVER_PORT, ClientAttributes.CLIENT_ADDRESS,
							NetworkAttributes.NETWORK_PEER_ADDRESS, NetworkAttributes.NETWORK_PEER_PORT,
							NetworkAttributes.NETWORK_PROTOCOL_VERSION, UserAgentAttributes.USER_AGENT_ORIGINAL,
							ErrorAttributes.ERROR_TYPE)
					.map(AttributeKey::getKey))
		.collect(Collectors.toUnmodifiableSet());

	private final AttributeRedaction text;

	/**
	 * Creates the details.
	 * @param text removes secrets from the added values
	 */
	public ObservationDetails(AttributeRedaction text) {
		this.text = text;
	}

	/**
	 * Adds the key values of an observation that has stopped.
	 * @param context the context of the observation
	 * @param span a span that has not ended
	 */
	public void addKeyValues(Observation.Context context, Span span) {
		addKeyValues(context, span, Set.of());
	}

	/**
	 * Adds the key values of an observation that has stopped, except for some.
	 * @param context the context of the observation
	 * @param span a span that has not ended
	 * @param kept the keys of attributes that keep their values
	 */
	public void addKeyValues(Observation.Context context, Span span, Set<String> kept) {
		add(context.getLowCardinalityKeyValues(), span, kept);
		add(context.getHighCardinalityKeyValues(), span, kept);
	}

	private void add(KeyValues keyValues, Span span, Set<String> kept) {
		for (KeyValue keyValue : keyValues) {
			String key = keyValue.getKey();
			if (!KNOWN.contains(key) && !kept.contains(key)) {
				String value = this.text.redact(key, keyValue.getValue());
				if (key.toLowerCase(Locale.ROOT).equals("error")) {
					// As Micrometer does.
					Spans.fail(span, value);
				}
				else {
					span.setAttribute(key, value);
				}
			}
		}
	}

	/**
	 * Returns the name that the application gave to an observation.
	 * @param context the context of the observation
	 * @param method the method of the request
	 * @param pattern the pattern that Spring's convention includes in the name, if any
	 * @return the name, or null if it is the one from Spring's own conventions
	 */
	public @Nullable String name(Observation.Context context, String method, @Nullable String pattern) {
		String name = context.getContextualName();
		if (name == null || name.isBlank() || isMadeOf(name, "http ", method, pattern)
				|| isMadeOf(name, "", method, pattern) || isMadeOf(name, "", "HTTP", pattern)) {
			return null;
		}
		return this.text.redactName(name);
	}

	/**
	 * Compares a name without creating a string for each request.
	 */
	private static boolean isMadeOf(String name, String prefix, String method, @Nullable String pattern) {
		int end = prefix.length() + method.length();
		if (!name.startsWith(prefix) || !name.regionMatches(true, prefix.length(), method, 0, method.length())) {
			return false;
		}
		return (pattern == null) ? name.length() == end
				: name.length() == end + 1 + pattern.length() && name.charAt(end) == ' ' && name.endsWith(pattern);
	}

}

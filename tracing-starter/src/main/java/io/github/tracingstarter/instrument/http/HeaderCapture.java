package io.github.tracingstarter.instrument.http;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.function.BiConsumer;
import java.util.function.Function;

import io.github.tracingstarter.configuration.InvalidTracingPropertyException;
import io.github.tracingstarter.redaction.AttributeRedaction;
import io.opentelemetry.api.common.AttributeKey;
import org.jspecify.annotations.Nullable;

/**
 * The headers of requests and responses to add to spans. By default there are none,
 * because headers hold secrets and personal data.
 */
public final class HeaderCapture {

	private final List<AttributeKey<List<String>>> request;

	private final List<AttributeKey<List<String>>> response;

	private final AttributeRedaction redaction;

	/**
	 * Creates an instance.
	 * @param request the names of request headers
	 * @param response the names of response headers
	 * @param redaction removes secrets from their values
	 */
	public HeaderCapture(Collection<String> request, Collection<String> response, AttributeRedaction redaction) {
		this.request = keys("http.request.header.", request);
		this.response = keys("http.response.header.", response);
		this.redaction = redaction;
	}

	private static List<AttributeKey<List<String>>> keys(String prefix, Collection<String> names) {
		return names.stream()
			.map((name) -> name.trim().toLowerCase(Locale.ROOT))
			.distinct()
			.map((name) -> AttributeKey.stringArrayKey(prefix + name))
			.toList();
	}

	/**
	 * Validates names of headers.
	 * @param property the key of the property
	 * @param names its value
	 * @throws InvalidTracingPropertyException if one of them is not a valid name
	 */
	static void validate(String property, Collection<String> names) {
		for (String name : names) {
			if (!name.trim().matches("[\\w!#$%&'+.^`|~-]+")) {
				throw new InvalidTracingPropertyException(property, name, "it is not the name of a header",
						"Write the names of headers, such as X-Tenant, separated by commas; a wildcard is not possible.");
			}
		}
	}

	/**
	 * Returns whether there are request headers to add, so that callers need not prepare
	 * anything if there are none.
	 * @return whether there are
	 */
	public boolean hasRequestHeaders() {
		return !this.request.isEmpty();
	}

	/**
	 * Returns whether there are response headers to add.
	 * @return whether there are
	 */
	public boolean hasResponseHeaders() {
		return !this.response.isEmpty();
	}

	/**
	 * Adds the headers that a request has.
	 * @param values returns the values of a header by its name in lower case
	 * @param attributes takes the attributes
	 */
	public void addRequestHeaders(Function<String, @Nullable Collection<String>> values,
			BiConsumer<AttributeKey<List<String>>, List<String>> attributes) {
		add(this.request, values, attributes);
	}

	/**
	 * Adds the headers that a response has.
	 * @param values returns the values of a header by its name in lower case
	 * @param attributes takes the attributes
	 */
	public void addResponseHeaders(Function<String, @Nullable Collection<String>> values,
			BiConsumer<AttributeKey<List<String>>, List<String>> attributes) {
		add(this.response, values, attributes);
	}

	private void add(List<AttributeKey<List<String>>> keys, Function<String, @Nullable Collection<String>> values,
			BiConsumer<AttributeKey<List<String>>, List<String>> attributes) {
		for (AttributeKey<List<String>> key : keys) {
			String name = key.getKey().substring(key.getKey().lastIndexOf("header.") + "header.".length());
			Collection<String> present = values.apply(name);
			if (present != null && !present.isEmpty()) {
				attributes.accept(key, this.redaction.redactHeader(key.getKey(), name, present));
			}
		}
	}

}

package io.github.tracingstarter.propagation;

import java.util.List;
import java.util.regex.Pattern;

import io.github.tracingstarter.configuration.InvalidTracingPropertyException;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Settings of baggage: fields that travel with a trace. Each replaces the corresponding
 * property of Spring Boot.
 *
 * @param remoteFields Fields that are also carried in headers of their own name, besides
 * the header 'baggage' in which all are. By default, those of
 * management.tracing.baggage.remote-fields.
 * @param tagFields Fields that are attributes of each span that starts while they are
 * set. By default, those of management.tracing.baggage.tag-fields.
 * @param correlationFields Fields that are in the MDC, for log lines. By default, those
 * of management.tracing.baggage.correlation.fields.
 */
@ConfigurationProperties("tracing.baggage")
record BaggageProperties(@Nullable List<String> remoteFields, @Nullable List<String> tagFields,
		@Nullable List<String> correlationFields) {

	/** A token, as the names of headers and of members of {@code baggage} are. */
	private static final Pattern NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");

	BaggageProperties {
		check("tracing.baggage.remote-fields", remoteFields);
		check("tracing.baggage.tag-fields", tagFields);
		check("tracing.baggage.correlation-fields", correlationFields);
	}

	private static void check(String key, @Nullable List<String> fields) {
		if (fields != null) {
			for (String field : fields) {
				if (!NAME.matcher(field).matches()) {
					throw new InvalidTracingPropertyException(key, String.join(",", fields),
							"'%s' is no name of a field".formatted(field),
							"Write names without spaces, such as tenant or x-request-id.");
				}
			}
		}
	}

}

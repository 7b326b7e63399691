package io.github.tracingstarter.instrument.http;

import java.util.regex.Pattern;

import io.github.tracingstarter.configuration.InvalidTracingPropertyException;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the trace id in responses.
 *
 * @param responseHeader Name of the response header with the trace id for the caller,
 * such as 'X-Trace-Id'. Not sent unless it is set.
 * @param problemDetails Whether problem details (RFC 9457) and Spring Boot's own error
 * responses have the trace id as the property 'traceId'.
 */
@ConfigurationProperties("tracing.web")
public record TraceIdProperties(@Nullable String responseHeader, @DefaultValue("false") boolean problemDetails) {

	private static final Pattern NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

	public TraceIdProperties {
		responseHeader = (responseHeader == null || responseHeader.isBlank()) ? null : responseHeader.trim();
		if (responseHeader != null && !NAME.matcher(responseHeader).matches()) {
			throw new InvalidTracingPropertyException("tracing.web.response-header", responseHeader,
					"it is not the name of a header", "Write a name such as X-Trace-Id.");
		}
	}

}

package io.github.tracingstarter.instrument.http;

import java.util.Set;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the headers of calls by clients of all kinds.
 *
 * @param requestHeaders Names of headers of outgoing calls that become attributes of
 * their spans, such as 'X-Tenant'. Headers that hold secrets, such as 'Authorization',
 * are shown without their values.
 * @param responseHeaders Names of headers of the responses to outgoing calls that become
 * attributes of their spans.
 */
@ConfigurationProperties("tracing.client")
record ClientHeaderProperties(@DefaultValue Set<String> requestHeaders, @DefaultValue Set<String> responseHeaders) {

	public ClientHeaderProperties {
		HeaderCapture.validate("tracing.client.request-headers", requestHeaders);
		HeaderCapture.validate("tracing.client.response-headers", responseHeaders);
	}

}

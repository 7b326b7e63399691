package io.github.tracingstarter.instrument.http;

import java.util.List;
import java.util.Set;

import io.github.tracingstarter.redaction.AttributeRedaction;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the server instrumentation.
 *
 * @param enabled Whether to trace requests to this application.
 * @param exclude Path patterns that are not traced, each with an optional method, such as
 * '/internal/**' or 'GET /ping', without the context path.
 * @param excludeActuator Whether to exclude the endpoints of Actuator.
 * @param excludeStaticResources Whether to exclude static files and '/favicon.ico'.
 * @param requestHeaders Names of headers of requests that become attributes of their
 * spans, such as 'X-Tenant'. Headers that hold secrets, such as 'Cookie', are shown
 * without their values.
 * @param responseHeaders Names of headers of responses that become attributes of the
 * spans of their requests.
 * @param observation Whether requests to a servlet application are observed even if no
 * metrics, convention, filter or other bean needs it, so that
 * 'ServerHttpObservationFilter.findObservationContext' finds a context; costs about 3 KB
 * of memory per request.
 */
@ConfigurationProperties("tracing.web")
public record WebProperties(@DefaultValue("true") boolean enabled, @DefaultValue List<String> exclude,
		@DefaultValue("true") boolean excludeActuator, @DefaultValue("true") boolean excludeStaticResources,
		@DefaultValue Set<String> requestHeaders, @DefaultValue Set<String> responseHeaders,
		@DefaultValue("false") boolean observation) {

	public WebProperties {
		HeaderCapture.validate("tracing.web.request-headers", requestHeaders);
		HeaderCapture.validate("tracing.web.response-headers", responseHeaders);
	}

	/**
	 * Returns the headers to add to the spans of requests.
	 * @param redaction removes secrets from their values
	 * @return the headers
	 */
	public HeaderCapture headers(AttributeRedaction redaction) {
		return new HeaderCapture(this.requestHeaders, this.responseHeaders, redaction);
	}

}

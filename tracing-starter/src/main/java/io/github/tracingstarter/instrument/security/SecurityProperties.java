package io.github.tracingstarter.instrument.security;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the tracing of Spring Security.
 *
 * @param enabled Whether to trace Spring Security's filters, authentications and
 * authorizations. Their metrics are not affected.
 * @param authenticationEvents Whether the span around an authentication has an event that
 * says whether it succeeded.
 * @param enduserId Whether the span of a request has the name of the user as
 * 'enduser.id'. It is personal data: consider who sees the traces and how long they are
 * kept.
 */
@ConfigurationProperties("tracing.security")
record SecurityProperties(@DefaultValue("false") boolean enabled, @DefaultValue("true") boolean authenticationEvents,
		@DefaultValue("false") boolean enduserId) {

}

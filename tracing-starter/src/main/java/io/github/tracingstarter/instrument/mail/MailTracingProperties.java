package io.github.tracingstarter.instrument.mail;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the tracing of mails.
 *
 * @param enabled Whether sending mails has a span.
 */
@ConfigurationProperties("tracing.mail")
record MailTracingProperties(@DefaultValue("true") boolean enabled) {

}

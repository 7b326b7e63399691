package io.github.tracingstarter.core;

import java.util.List;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * General settings of the tracer. Every feature has a record of its own beside its code.
 *
 * @param enabled whether the application is traced at all; when false the starter adds no
 * bean, wrapper, filter or thread
 * @param debug whether each finished trace is printed to the console as a tree, and each
 * bean that was wrapped or left alone is logged at start with the reason
 * @param redactedQueryParameters names of the query and path parameters whose values are
 * replaced by REDACTED in the URLs of spans, compared without regard to case, '-', '_'
 * and '.'; a list of your own replaces the default one
 */
@ConfigurationProperties("tracing")
public record TracingProperties(@DefaultValue("true") boolean enabled, @DefaultValue("false") boolean debug,
		@DefaultValue( {
				"access-key", "access-token", "api-key", "apikey", "app-id", "assertion", "auth", "authorization",
				"AWSAccessKeyId", "client-secret", "code", "credential", "credentials", "id-token", "jsessionid", "jwt",
				"key", "otp", "passphrase", "passwd", "password", "pin", "private-key", "pwd", "refresh-token",
				"secret", "security-token", "session", "session-id", "sig", "Signature", "token", "X-Amz-Credential",
				"X-Amz-Security-Token", "X-Amz-Signature", "X-Goog-Credential",
				"X-Goog-Signature" }) List<String> redactedQueryParameters){

}

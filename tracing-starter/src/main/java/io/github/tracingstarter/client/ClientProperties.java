package io.github.tracingstarter.client;

import java.util.List;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of outgoing HTTP calls.
 *
 * @param enabled whether calls made with RestClient, RestTemplate and HTTP interface
 * clients are traced and carry the headers of the trace
 * @param redactedQueryParameters names of the query parameters whose values are replaced
 * by REDACTED in the URL of a span, compared without regard to case, '-', '_' and '.'; a
 * list of your own replaces the default one
 */
@ConfigurationProperties("tracing.client")
record ClientProperties(@DefaultValue("true") boolean enabled, @DefaultValue( {
		"access-key", "access-token", "api-key", "apikey", "app-id", "assertion", "auth", "authorization",
		"AWSAccessKeyId", "client-secret", "code", "credential", "credentials", "id-token", "jwt", "key", "otp",
		"passphrase", "passwd", "password", "pin", "private-key", "pwd", "refresh-token", "secret", "security-token",
		"session", "session-id", "sig", "Signature", "token", "X-Amz-Credential", "X-Amz-Security-Token",
		"X-Amz-Signature", "X-Goog-Credential", "X-Goog-Signature" }) List<String> redactedQueryParameters){

}

package io.github.tracingstarter.configuration;

import java.util.List;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * General settings of the tracer. Each feature has its own record beside its code.
 *
 * @param enabled Whether to trace the application. If false, the starter adds no wrapper,
 * filter or thread, and code that injects a tracer gets one that does nothing.
 * @param debug Whether to print each finished trace to the console as a tree, and to log
 * a report at startup: what is traced, what is not and why, versions and properties.
 * @param redactedQueryParameters Names of the query and path parameters whose values are
 * replaced by REDACTED in URLs, compared without regard to case, '-', '_' and '.'; each
 * is also found as words within a name, as token in api_token, unless it is an ordinary
 * word such as code, key or id; a list of your own replaces the default one.
 */
@ConfigurationProperties("tracing")
public record TracingProperties(@DefaultValue("true") boolean enabled, @DefaultValue("false") boolean debug,
		@DefaultValue( {
				"access-code", "access-key", "account-key", "activation-code", "activation-key", "api-key", "app-id",
				"assertion", "auth", "auth-code", "authentication", "authorization", "bearer", "code",
				"confirmation-code", "credential", "credentials", "csrf", "cvc", "cvv", "encryption-key", "jsessionid",
				"jwt", "key", "master-key", "mfa", "otp", "pass", "passcode", "passkey", "passphrase", "passwd",
				"password", "phpsessid", "pin", "private-key", "psw", "pw", "pwd", "recovery-code", "reset-code",
				"saml-art", "saml-request", "saml-response", "secret", "secret-key", "security-code", "session",
				"session-id", "session-key", "shared-key", "sid", "sig", "signature", "signing-key", "ssn",
				"subscription-key", "ticket", "token", "totp", "verification-code", "verifier",
				"xsrf" }) List<String> redactedQueryParameters){

}

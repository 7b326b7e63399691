package io.github.tracingstarter.sampling.rules;

import io.github.tracingstarter.configuration.InvalidTracingPropertyException;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Settings of requests that are recorded regardless of other settings.
 *
 * @param header Name of the header by which a request is recorded regardless of the rules
 * and the probability, if its value is the secret.
 * @param secret Secret that must be the value of the header, at least 16 characters long.
 */
@ConfigurationProperties("tracing.sampling.force")
record ForceProperties(@Nullable String header, @Nullable String secret) {

	private static final String HEADER = "tracing.sampling.force.header";

	private static final String SECRET = "tracing.sampling.force.secret";

	private static final int SHORTEST = 16;

	public ForceProperties {
		if (secret != null && secret.length() < SHORTEST) {
			throw new InvalidTracingPropertyException(SECRET, "*".repeat(secret.length()),
					"it has fewer than %d characters".formatted(SHORTEST),
					"Write one that nobody guesses, such as the output of 'openssl rand -hex 16'.");
		}
		if (header != null && secret == null) {
			throw new InvalidTracingPropertyException(HEADER, header, "there is no secret",
					"Set %s as well, or remove the header.".formatted(SECRET));
		}
		if (header == null && secret != null) {
			throw new InvalidTracingPropertyException(SECRET, "*".repeat(SHORTEST), "there is no header for it",
					"Set %s as well, such as X-Force-Trace.".formatted(HEADER));
		}
	}

	/**
	 * Returns a text without the secret, because it may be logged.
	 */
	@Override
	public String toString() {
		return "ForceProperties[header=" + this.header + "]";
	}

}

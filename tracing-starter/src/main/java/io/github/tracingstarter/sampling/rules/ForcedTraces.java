package io.github.tracingstarter.sampling.rules;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

import org.jspecify.annotations.Nullable;

/**
 * The requests that are recorded regardless of the rules, because they know a secret.
 */
final class ForcedTraces {

	private final String header;

	private final byte[] secret;

	private final RecentIds traces = new RecentIds();

	private ForcedTraces(String header, String secret) {
		this.header = header;
		this.secret = secret.getBytes(StandardCharsets.UTF_8);
	}

	static @Nullable ForcedTraces of(ForceProperties properties) {
		String secret = properties.secret();
		return (properties.header() != null && secret != null) ? new ForcedTraces(properties.header(), secret) : null;
	}

	boolean isForced(RequestHeaders headers, String traceId) {
		if (!hasSecret(headers)) {
			return false;
		}
		this.traces.add(traceId);
		return true;
	}

	/**
	 * Returns whether a request has the secret. The time of the comparison does not
	 * reveal where the values differ.
	 */
	boolean hasSecret(RequestHeaders headers) {
		String value = headers.get(this.header);
		return value != null && MessageDigest.isEqual(value.getBytes(StandardCharsets.UTF_8), this.secret);
	}

	boolean contains(String traceId) {
		return this.traces.contains(traceId);
	}

}

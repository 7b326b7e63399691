package io.github.tracingstarter.export;

import java.util.Locale;

import javax.net.ssl.SSLException;

/**
 * The reason why a TLS handshake failed, as far as the JDK's message shows it.
 */
enum TlsFault {

	/** The server does not use TLS. */
	PLAIN,

	/** Its certificate is not signed by a trusted authority. */
	UNTRUSTED,

	/** The certificate is for another host. */
	OTHER_HOST,

	/** It requires a client certificate, and there is none or a different one. */
	KEY_MISSING,

	/** Something else. */
	OTHER;

	/**
	 * Determines the fault.
	 * @param failure the exception with which TLS failed
	 * @return the fault
	 */
	static TlsFault of(SSLException failure) {
		String text = texts(failure);
		if (text.contains("unrecognized ssl message") || text.contains("plaintext connection")
				|| text.contains("not an ssl/tls record")) {
			return PLAIN;
		}
		if (text.contains("certification path") || text.contains("trustanchors") || text.contains("path validation")) {
			return UNTRUSTED;
		}
		if (text.contains("no subject alternative") || text.contains("no name matching")) {
			return OTHER_HOST;
		}
		if (text.contains("certificate_required") || text.contains("bad_certificate")
				|| text.contains("handshake_failure") || text.contains("unknown_ca")) {
			return KEY_MISSING;
		}
		return OTHER;
	}

	/**
	 * Returns whether the server uses TLS, whatever the reason for the failed handshake.
	 */
	static boolean isOfAServerOfTls(SSLException failure) {
		return of(failure) == UNTRUSTED || texts(failure).contains("received fatal alert");
	}

	private static String texts(Throwable failure) {
		StringBuilder texts = new StringBuilder();
		for (Throwable next = failure; next != null && texts.length() < 5000; next = next.getCause()) {
			texts.append(next.getMessage()).append('\n');
		}
		return texts.toString().toLowerCase(Locale.ROOT);
	}

}

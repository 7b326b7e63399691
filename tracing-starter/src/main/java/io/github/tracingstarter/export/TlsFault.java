package io.github.tracingstarter.export;

import java.util.Locale;

import javax.net.ssl.SSLException;

/**
 * Why TLS is not agreed on, as far as the JDK's message tells. Public for the packages of
 * the exporters that can be left out.
 */
public enum TlsFault {

	/** The server speaks, and it is no TLS. */
	PLAIN,

	/** Nobody whom we trust has signed its certificate. */
	UNTRUSTED,

	/** The certificate is for another host. */
	OTHER_HOST,

	/** It wants a certificate of the client, and there is none, or another one. */
	KEY_MISSING,

	/** Something else. */
	OTHER;

	/**
	 * Finds out what is wrong.
	 * @param failure what TLS failed with
	 * @return the fault
	 */
	public static TlsFault of(SSLException failure) {
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
	 * Whether the server understood the handshake, wherever it led.
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

package io.github.tracingstarter.export;

import javax.net.ssl.SSLException;

/**
 * Describes what is wrong with TLS and which setting to change. Public for the packages
 * of exporters that can be deleted.
 *
 * @param endpoint the property with the address
 * @param trust the setting that makes a certificate trusted
 * @param key the setting that gives the client a certificate
 * @param all the prefix of all TLS settings
 */
public record TlsAdvice(String endpoint, String trust, String key, String all) {

	/**
	 * Returns what is wrong, and what to change.
	 * @param failure the exception with which TLS failed
	 * @return one sentence
	 */
	public String of(SSLException failure) {
		return switch (TlsFault.of(failure)) {
			case PLAIN -> "it does not use TLS; change %s to http://".formatted(this.endpoint);
			case UNTRUSTED -> "its certificate is not trusted; set " + this.trust;
			case OTHER_HOST ->
				"its certificate is for another host; set %s to a name in the certificate".formatted(this.endpoint);
			case KEY_MISSING -> "it requires a client certificate; set " + this.key;
			case OTHER -> failure.getMessage() + "; see " + this.all;
		};
	}

}

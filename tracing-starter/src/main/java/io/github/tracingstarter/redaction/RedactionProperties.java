package io.github.tracingstarter.redaction;

import java.util.List;
import java.util.Set;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the redaction of texts.
 *
 * @param patterns Kinds of secrets and personal data that are replaced by REDACTED
 * wherever they are found: in attributes, URLs, statements, messages of exceptions, and
 * in the log lines of the page. Empty for none.
 * @param expressions Additional regular expressions, whose matches are replaced by
 * REDACTED in the same places. Write each with its index, because a comma separates two.
 */
@ConfigurationProperties("tracing.redaction")
record RedactionProperties(@DefaultValue( {
		"credentials", "bearer-tokens", "jwt", "cloud-keys", "private-keys", "card-numbers", "iban",
		"email" }) Set<Pattern> patterns, @DefaultValue List<String> expressions){

	/**
	 * The kinds of secrets and personal data in a text.
	 */
	public enum Pattern {

		/**
		 * Values with the name of a secret, such as 'password=...', and users with
		 * passwords, such as 'user:pass@host'.
		 */
		CREDENTIALS,

		/**
		 * Tokens after 'Bearer' or 'Basic'.
		 */
		BEARER_TOKENS,

		/**
		 * JSON Web Tokens.
		 */
		JWT,

		/**
		 * Keys of cloud services and developer platforms that are recognized by their
		 * prefixes.
		 */
		CLOUD_KEYS,

		/**
		 * Private keys in PEM format.
		 */
		PRIVATE_KEYS,

		/**
		 * Numbers of payment cards, if their check digit is right.
		 */
		CARD_NUMBERS,

		/**
		 * International bank account numbers, if their check digits are right.
		 */
		IBAN,

		/**
		 * E-mail addresses, except in attributes that identify a user, such as
		 * 'enduser.id'.
		 */
		EMAIL

	}

}

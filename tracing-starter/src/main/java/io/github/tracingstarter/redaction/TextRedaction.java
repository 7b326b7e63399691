package io.github.tracingstarter.redaction;

import java.util.List;
import java.util.Set;

import io.github.tracingstarter.redaction.RedactionProperties.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Hides secrets and personal data in any text: what the enabled patterns find, and what
 * the application's expressions match. The patterns can be changed while the application
 * runs.
 */
public final class TextRedaction {

	/** The number of cached texts; a power of two. */
	private static final int REMEMBERED = 256;

	/** Longer texts are not cached. */
	private static final int MAX_REMEMBERED_LENGTH = 4096;

	private final List<UserExpression> expressions;

	private volatile Rules rules;

	TextRedaction(Set<Pattern> patterns, List<UserExpression> expressions) {
		this.expressions = expressions;
		this.rules = new Rules(patterns);
	}

	/**
	 * Hides secrets and personal data in a text.
	 * @param text the text
	 * @return the redacted text, or the same text if there is nothing to hide
	 */
	public String redact(String text) {
		return byExpressions(this.rules.scanner.redact(text));
	}

	/**
	 * Does the same for the value of an attribute that intentionally identifies a user.
	 */
	String redactUser(String text) {
		return byExpressions(this.rules.exceptEmails.redact(text));
	}

	/**
	 * Does the same for a recurring text, such as a statement, which is mostly the same
	 * object.
	 */
	String redactRepeated(String text) {
		Rules current = this.rules;
		int place = text.hashCode() & (REMEMBERED - 1);
		if (text.equals(current.clean[place])) {
			return text;
		}
		String redacted = byExpressions(current.scanner.redact(text));
		if (redacted.equals(text) && text.length() <= MAX_REMEMBERED_LENGTH) {
			current.clean[place] = text;
		}
		return redacted;
	}

	private String byExpressions(String text) {
		String redacted = text;
		for (UserExpression expression : this.expressions) {
			redacted = expression.redact(redacted);
		}
		return redacted;
	}

	/**
	 * Returns whether all of a value with this name is a secret.
	 */
	boolean isSecret(String name, String value) {
		return this.rules.scanner.isSecret(name, value);
	}

	/**
	 * Returns whether texts that cannot contain secrets must be read as well, because
	 * only the application knows the purpose of its expressions.
	 */
	boolean hasExpressions() {
		return !this.expressions.isEmpty();
	}

	Set<Pattern> patterns() {
		return this.rules.patterns;
	}

	void change(Set<Pattern> patterns) {
		this.rules = new Rules(patterns);
	}

	/**
	 * The enabled patterns, and texts in which they find nothing.
	 */
	private static final class Rules {

		private final Set<Pattern> patterns;

		private final SecretScanner scanner;

		private final SecretScanner exceptEmails;

		/**
		 * Clean texts. A thread that does not see another thread's entry reads the text
		 * itself.
		 */
		private final @Nullable String[] clean = new String[REMEMBERED];

		Rules(Set<Pattern> patterns) {
			this.patterns = Set.copyOf(patterns);
			this.scanner = new SecretScanner(patterns);
			this.exceptEmails = SecretScanner.without(patterns, Pattern.EMAIL);
		}

	}

}

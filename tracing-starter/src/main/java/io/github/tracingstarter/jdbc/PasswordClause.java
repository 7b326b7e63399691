package io.github.tracingstarter.jdbc;

import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * Finds the passwords that are written as a word or a quoted name and no literal:
 * {@code IDENTIFIED BY "S3cret"}, {@code ALTER USER ann PASSWORD S3cret}.
 */
final class PasswordClause {

	private String previous = "";

	private boolean identified;

	private boolean next;

	/**
	 * A word that is no password.
	 * @param word the word
	 * @param operation the operation of the statement so far
	 */
	void word(String word, @Nullable String operation) {
		String upper = word.toUpperCase(Locale.ROOT);
		this.next = switch (upper) {
			case "BY" -> this.previous.equals("IDENTIFIED");
			// Oracle's IDENTIFIED BY new REPLACE old.
			case "REPLACE" -> this.identified;
			// Elsewhere it is the name of a column.
			case "PASSWORD" -> operation != null && (operation.endsWith(" USER") || operation.endsWith(" ROLE"));
			default -> false;
		};
		this.identified |= this.next;
		this.previous = upper;
	}

	/**
	 * Whether the next word or quoted name is a password. Told once.
	 * @return whether it is
	 */
	boolean takeNext() {
		boolean taken = this.next;
		this.next = false;
		return taken;
	}

}

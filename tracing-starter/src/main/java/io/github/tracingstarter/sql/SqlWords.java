package io.github.tracingstarter.sql;

/**
 * Receives the words of a statement in their order, without comments and without the text
 * of any literal.
 */
public interface SqlWords {

	/**
	 * A word that is neither quoted nor a literal.
	 * @param word the word
	 */
	default void word(String word) {
	}

	/**
	 * A quoted name.
	 * @param name the name without its quotes
	 */
	default void quoted(String name) {
	}

	/**
	 * A literal, or something that may be one.
	 */
	default void literal() {
	}

	/**
	 * A placeholder for a value.
	 * @param position where it is in the statement
	 */
	default void placeholder(int position) {
	}

	/**
	 * Any other character.
	 * @param symbol the character
	 */
	default void symbol(char symbol) {
	}

}

package io.github.tracingstarter.sql;

/**
 * Receives the words of a statement in their order, without comments and without the text
 * of any literal.
 */
public interface SqlWords {

	/**
	 * Receives a word that is neither quoted nor a literal.
	 * @param word the word
	 */
	default void word(String word) {
	}

	/**
	 * Receives a quoted name.
	 * @param name the name without its quotes
	 */
	default void quoted(String name) {
	}

	/**
	 * Receives a literal, or something that may be one.
	 */
	default void literal() {
	}

	/**
	 * Receives a placeholder for a value.
	 * @param position its index in the statement
	 */
	default void placeholder(int position) {
	}

	/**
	 * Receives any other character.
	 * @param symbol the character
	 */
	default void symbol(char symbol) {
	}

}

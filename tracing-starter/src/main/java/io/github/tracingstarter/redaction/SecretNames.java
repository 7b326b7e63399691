package io.github.tracingstarter.redaction;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Recognizes the names of secrets by the words in them: with {@code token} in the list,
 * {@code token}, {@code api_token}, {@code apiToken}, {@code user[api.token]} and
 * {@code APITOKEN} are such names, but {@code tokenizer} is not. Caches names, because it
 * is called for each parameter of each URL, and allocates nothing for a cached name.
 */
final class SecretNames {

	/**
	 * Words that are too ordinary in combination, as in {@code country_code}.
	 */
	private static final Set<String> ONLY_ALONE = Set.of("code", "id", "key", "name", "number", "session", "state",
			"ticket", "user", "value");

	/**
	 * The minimum length of words that are found at the end of others: {@code usertoken}.
	 */
	private static final int LONG = 5;

	/**
	 * The minimum length of words that are also found at the start of others:
	 * {@code passwordagain}, but not {@code secretary}.
	 */
	private static final int VERY_LONG = 7;

	private static final int MAX_ENCODINGS = 3;

	/** The maximum number of cached names; a power of two. */
	private static final int REMEMBERED = 256;

	/** Longer names are not cached. */
	private static final int MAX_REMEMBERED_LENGTH = 64;

	/**
	 * The words by their first letter, so that most letters of a name are read only once.
	 */
	private final String[][] entries = new String[32][];

	/**
	 * The answers by hash code; a later one replaces an earlier one. A thread that does
	 * not see another thread's entry computes its own.
	 */
	private final @Nullable Answer[] answers = new Answer[REMEMBERED];

	/** Whether only the last word of a name counts. */
	private final boolean atEnd;

	SecretNames(Collection<String> names) {
		this(names, false);
	}

	private SecretNames(Collection<String> names, boolean atEnd) {
		this.atEnd = atEnd;
		List<List<String>> byLetter = new ArrayList<>();
		for (int i = 0; i < this.entries.length; i++) {
			byLetter.add(new ArrayList<>());
		}
		for (String name : names) {
			String uniform = uniform(name);
			if (!uniform.isEmpty()) {
				byLetter.get(place(uniform.charAt(0))).add(uniform);
			}
		}
		for (int i = 0; i < this.entries.length; i++) {
			this.entries[i] = byLetter.get(i).toArray(String[]::new);
		}
	}

	/**
	 * Creates names that are recognized by their last word: with {@code token},
	 * {@code api_token} and {@code token2} are such names, but {@code tokenUri} is not.
	 */
	static SecretNames endingWith(Collection<String> names) {
		return new SecretNames(names, true);
	}

	/**
	 * Returns whether a part of a text is the name of a secret.
	 * @param text the text
	 * @param start the start of the name as it was sent, perhaps percent-encoded
	 * @param end its end
	 * @return whether it is
	 */
	boolean contain(String text, int start, int end) {
		int length = end - start;
		if (length > MAX_REMEMBERED_LENGTH) {
			return find(text.substring(start, end));
		}
		int hash = 0;
		for (int i = start; i < end; i++) {
			hash = 31 * hash + text.charAt(i);
		}
		int place = (hash ^ (hash >>> 16)) & (REMEMBERED - 1);
		Answer answer = this.answers[place];
		if (answer == null || answer.name.length() != length || !text.startsWith(answer.name, start)) {
			String name = text.substring(start, end);
			answer = new Answer(name, find(name));
			this.answers[place] = answer;
		}
		return answer.secret;
	}

	private boolean find(String encoded) {
		String name = encoded;
		for (int i = 0; i < MAX_ENCODINGS && name.indexOf('%') >= 0; i++) {
			name = decoded(name);
		}
		return isSecret(name);
	}

	private boolean isSecret(String name) {
		int end = name.length();
		for (int i = 0; i < end; i++) {
			char letter = Character.toLowerCase(name.charAt(i));
			for (String entry : this.entries[place(letter)]) {
				if (entry.charAt(0) == letter && isSecret(name, i, entry)) {
					return true;
				}
			}
		}
		return false;
	}

	private boolean isSecret(String name, int from, String entry) {
		int to = endOfMatch(name, from, entry);
		if (to < 0 || (this.atEnd && hasWord(name, to))) {
			return false;
		}
		if (ONLY_ALONE.contains(entry)) {
			return !hasLetters(name, 0, from) && !hasLetters(name, to, name.length());
		}
		boolean starts = isBoundary(name, from);
		boolean ends = isBoundary(name, to);
		return (starts && ends) || (ends && entry.length() >= LONG) || (starts && entry.length() >= VERY_LONG);
	}

	/**
	 * Compares only letters and digits.
	 */
	private static int endOfMatch(String name, int from, String entry) {
		int index = from;
		for (int matched = 0; matched < entry.length(); index++) {
			if (index == name.length()) {
				return -1;
			}
			char character = name.charAt(index);
			if (Character.toLowerCase(character) == entry.charAt(matched)) {
				matched++;
			}
			else if (Character.isLetterOrDigit(character)) {
				return -1;
			}
		}
		return index;
	}

	/**
	 * Returns whether one word ends and another begins at an index.
	 */
	private static boolean isBoundary(String name, int index) {
		if (index == 0 || index == name.length()) {
			return true;
		}
		char before = name.charAt(index - 1);
		char after = name.charAt(index);
		if (!Character.isLetterOrDigit(before) || !Character.isLetterOrDigit(after)
				|| Character.isDigit(before) != Character.isDigit(after)) {
			return true;
		}
		if (Character.isUpperCase(after)) {
			// apiToken, and APIToken, where the last capital is part of the next word.
			return Character.isLowerCase(before)
					|| (index + 1 < name.length() && Character.isLowerCase(name.charAt(index + 1)));
		}
		// APItoken.
		return Character.isUpperCase(before) && index >= 2 && Character.isUpperCase(name.charAt(index - 2));
	}

	private static boolean hasLetters(String name, int start, int end) {
		for (int i = start; i < end; i++) {
			if (Character.isLetterOrDigit(name.charAt(i))) {
				return true;
			}
		}
		return false;
	}

	private static boolean hasWord(String name, int start) {
		for (int i = start; i < name.length(); i++) {
			if (Character.isLetter(name.charAt(i))) {
				return true;
			}
		}
		return false;
	}

	private static String decoded(String name) {
		try {
			return URLDecoder.decode(name, StandardCharsets.UTF_8);
		}
		catch (IllegalArgumentException ex) {
			return name.replace('%', ' ');
		}
	}

	/**
	 * Returns the form in which {@code api_key}, {@code api-key} and {@code apiKey} are
	 * the same name.
	 */
	private static String uniform(String name) {
		StringBuilder uniform = new StringBuilder(name.length());
		name.chars()
			.filter(Character::isLetterOrDigit)
			.map(Character::toLowerCase)
			.forEach((character) -> uniform.append((char) character));
		return uniform.toString();
	}

	private static int place(char letter) {
		return letter & 31;
	}

	private record Answer(String name, boolean secret) {
	}

}

package io.github.tracingstarter.configuration;

import java.util.Collection;
import java.util.TreeSet;

/**
 * Finds the known word that is nearest to a misspelt one, by Levenshtein distance.
 */
public final class NearestWord {

	private NearestWord() {
	}

	/**
	 * Returns the known word that is closest.
	 * @param word the word found
	 * @param known the known words
	 * @return the nearest word, the first in alphabetical order if there are several;
	 * empty if no words are known
	 */
	public static String to(String word, Collection<String> known) {
		String best = "";
		int bestDistance = Integer.MAX_VALUE;
		for (String candidate : new TreeSet<>(known)) {
			int distance = distance(uniform(word), uniform(candidate));
			if (distance < bestDistance) {
				best = candidate;
				bestDistance = distance;
			}
		}
		return best;
	}

	/**
	 * Returns the form in which {@code tracing.service-name}, {@code tracing.serviceName}
	 * and {@code TRACING_SERVICENAME} are the same word.
	 */
	static String uniform(String word) {
		StringBuilder uniform = new StringBuilder(word.length());
		word.chars()
			.filter(Character::isLetterOrDigit)
			.map(Character::toLowerCase)
			.forEach((character) -> uniform.append((char) character));
		return uniform.toString();
	}

	/**
	 * Computes the Levenshtein distance, keeping one row in memory.
	 */
	static int distance(String left, String right) {
		int[] row = new int[right.length() + 1];
		for (int j = 0; j <= right.length(); j++) {
			row[j] = j;
		}
		for (int i = 1; i <= left.length(); i++) {
			int diagonal = row[0];
			row[0] = i;
			for (int j = 1; j <= right.length(); j++) {
				int substitution = diagonal + ((left.charAt(i - 1) == right.charAt(j - 1)) ? 0 : 1);
				diagonal = row[j];
				row[j] = Math.min(substitution, Math.min(row[j], row[j - 1]) + 1);
			}
		}
		return row[right.length()];
	}

}

package io.github.tracingstarter.redaction;

import java.util.EnumSet;
import java.util.Set;

import io.github.tracingstarter.redaction.RedactionProperties.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds secrets and personal data in one pass over the characters of a text, most of
 * which rule out a secret. Takes time proportional to the length of the text, and
 * allocates nothing for a text without secrets.
 */
final class SecretScanner {

	static final String REDACTED = "REDACTED";

	private static final int ASCII = 128;

	/** The length of the shortest text with a secret: {@code pwd=a}. */
	private static final int SHORTEST = 5;

	private static final String KEY_BEGIN = "-----BEGIN ";

	private static final String KEY_END = "-----END ";

	/** The maximum distance of the words {@code PRIVATE KEY} from the start of a key. */
	private static final int LONGEST_KEY_HEADER = 40;

	private static final int SHORTEST_JWT_HEADER = 12;

	private static final int SHORTEST_JWT_CLAIMS = 8;

	private final boolean credentials;

	private final boolean bearerTokens;

	private final boolean jwt;

	private final boolean cloudKeys;

	private final boolean privateKeys;

	private final boolean cards;

	private final boolean ibans;

	private final boolean emails;

	/** Whether a character after another requires a check of the surrounding text. */
	private final boolean[] noticed = new boolean[ASCII * ASCII];

	SecretScanner(Set<Pattern> patterns) {
		this.credentials = patterns.contains(Pattern.CREDENTIALS);
		this.bearerTokens = patterns.contains(Pattern.BEARER_TOKENS);
		this.jwt = patterns.contains(Pattern.JWT);
		this.cloudKeys = patterns.contains(Pattern.CLOUD_KEYS);
		this.privateKeys = patterns.contains(Pattern.PRIVATE_KEYS);
		this.cards = patterns.contains(Pattern.CARD_NUMBERS);
		this.ibans = patterns.contains(Pattern.IBAN);
		this.emails = patterns.contains(Pattern.EMAIL);
		for (Pattern pattern : patterns) {
			for (char before = 0; before < ASCII; before++) {
				for (char character = 0; character < ASCII; character++) {
					this.noticed[before * ASCII + character] |= isNoticed(pattern, before, character);
				}
			}
		}
	}

	/**
	 * Returns whether a pattern may match where a character follows another, which is 0
	 * at the start of a text and for all characters that are not ASCII.
	 */
	private static boolean isNoticed(Pattern pattern, char before, char character) {
		boolean inWord = Found.isLetterOrDigit(before);
		return switch (pattern) {
			case CREDENTIALS -> (character == '@' && before > ' ')
					|| ("=:>".indexOf(character) >= 0 && (inWord || "_-.$ \"'`".indexOf(before) >= 0));
			case BEARER_TOKENS -> !inWord && (character == 'B' || character == 'b');
			case JWT -> before == 'y' && character == 'J';
			case CLOUD_KEYS -> CloudKeys.isNoticed(before, character);
			case PRIVATE_KEYS -> before == '-' && character == '-';
			case CARD_NUMBERS -> !inWord && before != '_' && before != '+' && Found.isDigit(character);
			case IBAN -> Found.isUpperCase(before) && Found.isDigit(character);
			case EMAIL -> character == '@' || (character == '%' && (inWord || before == 0 || before == '_'));
		};
	}

	/**
	 * Creates a scanner without one of the patterns.
	 */
	static SecretScanner without(Set<Pattern> patterns, Pattern pattern) {
		EnumSet<Pattern> others = EnumSet.noneOf(Pattern.class);
		others.addAll(patterns);
		others.remove(pattern);
		return new SecretScanner(others);
	}

	/**
	 * Returns whether all of a value with this name is a secret.
	 */
	boolean isSecret(String name, String value) {
		return this.credentials && Credentials.isSecret(name, value);
	}

	/**
	 * Replaces secrets.
	 * @param text the text
	 * @return the redacted text, or the same text if nothing is found
	 */
	String redact(String text) {
		int length = text.length();
		if (length < SHORTEST) {
			return text;
		}
		@Nullable StringBuilder redacted = null;
		int copied = 0;
		boolean[] worthALook = this.noticed;
		int before = 0;
		for (int i = 0; i < length; i++) {
			char character = text.charAt(i);
			if (character >= ASCII) {
				before = 0;
				continue;
			}
			if (worthALook[before * ASCII + character]) {
				long found = find(text, i, character, copied);
				if (found != Found.NOTHING) {
					redacted = (redacted != null) ? redacted : new StringBuilder(length);
					redacted.append(text, copied, Found.start(found)).append(REDACTED);
					copied = Found.end(found);
					i = Math.max(i, copied - 1);
				}
			}
			before = character;
		}
		return (redacted != null) ? redacted.append(text, copied, length).toString() : text;
	}

	/**
	 * Checks the text around a character.
	 * @return the part of the text to hide, which does not overlap with parts that are
	 * already hidden
	 */
	private long find(String text, int index, char character, int from) {
		switch (character) {
			case '=', ':', '>' -> {
				return this.credentials ? Credentials.findNamed(text, index, from) : Found.NOTHING;
			}
			case '@', '%' -> {
				return findAt(text, index, character, from);
			}
			case 'B', 'b' -> {
				return Credentials.findToken(text, index);
			}
			case 'J' -> {
				return findJwt(text, index - 2, from);
			}
			case '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> {
				return findNumber(text, index, from);
			}
			default -> {
				if (character == '-' && this.privateKeys && index > from && text.startsWith(KEY_BEGIN, index - 1)) {
					return findPrivateKey(text, index - 1);
				}
				return this.cloudKeys ? CloudKeys.find(text, index, from) : Found.NOTHING;
			}
		}
	}

	private long findAt(String text, int index, char character, int from) {
		if (character == '%' && !text.startsWith("40", index + 1)) {
			return Found.NOTHING;
		}
		long user = (this.credentials && character == '@') ? Credentials.findUser(text, index, from) : Found.NOTHING;
		return (user == Found.NOTHING && this.emails) ? EmailAddresses.find(text, index, from) : user;
	}

	private long findNumber(String text, int index, int from) {
		if (index > from && Found.isUpperCase(text.charAt(index - 1))) {
			return this.ibans ? AccountNumbers.findIban(text, index, from) : Found.NOTHING;
		}
		return this.cards ? AccountNumbers.findCard(text, index) : Found.NOTHING;
	}

	/**
	 * Finds a JSON Web Token: three parts in the alphabet of URL-safe Base64, or five, or
	 * what is left of them.
	 */
	private static long findJwt(String text, int start, int from) {
		if (start < from || !text.startsWith("eyJ", start) || (start > 0 && partEnd(text, start - 1, start) == start)) {
			return Found.NOTHING;
		}
		int claims = partEnd(text, start) + 1;
		if (claims - start < SHORTEST_JWT_HEADER || claims >= text.length() || text.charAt(claims - 1) != '.') {
			return Found.NOTHING;
		}
		int end = partEnd(text, claims);
		boolean encrypted = end == claims && end < text.length() && text.charAt(end) == '.';
		if (end - claims < SHORTEST_JWT_CLAIMS && !encrypted) {
			return Found.NOTHING;
		}
		for (int part = 0; part < 3 && end + 1 < text.length() && text.charAt(end) == '.'; part++) {
			int next = partEnd(text, end + 1);
			if (next == end + 1 && !encrypted) {
				break;
			}
			end = next;
		}
		return Found.at(start, end);
	}

	private static int partEnd(String text, int start) {
		return partEnd(text, start, text.length());
	}

	private static int partEnd(String text, int start, int most) {
		int end = start;
		while (end < most
				&& (Found.isLetterOrDigit(text.charAt(end)) || text.charAt(end) == '-' || text.charAt(end) == '_')) {
			end++;
		}
		return end;
	}

	/**
	 * Finds the text between the first and the last line of a key, or the rest of the
	 * text if there is no last line.
	 */
	private static long findPrivateKey(String text, int start) {
		int kind = indexOf(text, "PRIVATE KEY", start);
		int body = (kind >= 0) ? indexOf(text, "-----", kind) : -1;
		if (body < 0) {
			return Found.NOTHING;
		}
		body += 5;
		int end = text.indexOf(KEY_END, body);
		return (body < text.length() && !text.startsWith(REDACTED, body))
				? Found.at(body, (end >= 0) ? end : text.length()) : Found.NOTHING;
	}

	/**
	 * Searches no further than the length of the first line of a key.
	 */
	private static int indexOf(String text, String part, int from) {
		for (int i = from; i <= from + LONGEST_KEY_HEADER; i++) {
			if (text.startsWith(part, i)) {
				return i;
			}
		}
		return -1;
	}

}

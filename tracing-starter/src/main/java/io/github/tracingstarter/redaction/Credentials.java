package io.github.tracingstarter.redaction;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Finds values that are secrets because of the name or word before them, as in
 * {@code password=hunter2}, {@code "apiKey": "1a2b"}, {@code <secret>abc</secret>},
 * {@code user:pass@host} or {@code Bearer 1a2b}.
 */
final class Credentials {

	private static final String REDACTED = "REDACTED";

	/**
	 * The last words of the names of secrets. There are fewer than for query parameters,
	 * because in a sentence, code, key and session are ordinary words.
	 */
	private static final SecretNames NAMES = SecretNames
		.endingWith(List.of("password", "passwd", "passwort", "passphrase", "passcode", "pwd", "pass", "secret",
				"token", "api-key", "access-key", "account-key", "private-key", "secret-key", "master-key",
				"encryption-key", "signing-key", "shared-key", "subscription-key", "session-key", "license-key",
				"credential", "credentials", "authorization", "cookie", "jwt", "jsessionid", "phpsessid",
				"access-key-id", "otp", "cvv", "cvc", "ssn", "password-confirmation", "password-confirm",
				"password-again", "password-repeat", "password-hash", "password-value", "secret-value", "token-value"));

	/** Names that are also ordinary words, so their values must look like secrets. */
	private static final SecretNames WEAK = SecretNames
		.endingWith(List.of("pass", "token", "jwt", "credential", "credentials", "cookie"));

	/** Names of headers, whose values may have several words. */
	private static final SecretNames HEADERS = SecretNames.endingWith(List.of("authorization", "cookie"));

	/** Placeholders for a value. */
	private static final Set<String> PLACEHOLDERS = Set.of("null", "true", "false", "none", "nil", "undefined", "empty",
			"n/a", "[protected]", "[redacted]", "[hidden]", "[masked]", "[filtered]", "redacted", "protected", "hidden",
			"masked", "unknown", "string", "required", "optional", "missing", "invalid");

	/**
	 * Labels before an e-mail address that show that it is not a user with a password.
	 */
	private static final Set<String> LABELS = Set.of("mailto", "sip", "sips", "xmpp", "acct", "email", "mail", "user",
			"username", "login", "from", "to", "cc", "bcc", "id", "owner", "author", "contact", "by", "ssh", "git",
			"account", "principal", "subject", "sub", "name", "recipient", "sender", "address");

	private static final List<String> SCHEMES = List.of("Bearer", "Basic", "Digest", "Negotiate", "NTLM", "Token",
			"ApiKey", "AWS4-HMAC-SHA256", "OAuth", "Hawk");

	/** Words in sentences about tokens. */
	private static final Set<String> AFTER_BEARER = Set.of("token", "tokens", "authentication", "authorization",
			"scheme", "error", "missing", "expired", "invalid", "required");

	/** The text before the value of an invalid field in a message from Spring. */
	private static final String REJECTED_VALUE = "rejected value ";

	private static final int LONGEST_NAME = 64;

	private static final int LONGEST_ELEMENT = 4096;

	/** The number of characters of a value to read to find out whether to hide it. */
	private static final int LONGEST_LOOK = 256;

	private static final int LONGEST_USER = 256;

	private static final int LONGEST_BASIC = 512;

	private static final int LONGEST_PLACEHOLDER = 11;

	private Credentials() {
	}

	/**
	 * Returns whether all of a value with this name is a secret.
	 * @param name the name, such as the key of an attribute
	 * @param value the value
	 * @return whether to hide it
	 */
	static boolean isSecret(String name, String value) {
		return NAMES.contain(name, 0, name.length()) && !value.isEmpty() && !isPlaceholder(value, 0, value.length());
	}

	/**
	 * Looks for a value after a name.
	 * @param text the text
	 * @param separator the index of the {@code =}, {@code :} or, at the end of a tag, the
	 * {@code >} between them
	 * @param from the earliest index at which the name may start
	 * @return the part of the text to hide, or {@link Found#NOTHING}
	 */
	static long findNamed(String text, int separator, int from) {
		int nameEnd = separator;
		while (nameEnd > from && text.charAt(nameEnd - 1) == ' ' && separator - nameEnd < 2) {
			nameEnd--;
		}
		if (nameEnd > from && isQuote(text.charAt(nameEnd - 1))) {
			nameEnd--;
			if (nameEnd > from && text.charAt(nameEnd - 1) == '\\') {
				nameEnd--;
			}
		}
		int nameStart = nameEnd;
		while (nameStart > from && nameEnd - nameStart < LONGEST_NAME && isOfName(text.charAt(nameStart - 1))) {
			nameStart--;
		}
		if (nameEnd - nameStart < 3 || !NAMES.contain(text, nameStart, nameEnd)) {
			return Found.NOTHING;
		}
		if (text.charAt(separator) == '>') {
			return isTag(text, nameStart, from) ? findElement(text, separator + 1) : Found.NOTHING;
		}
		return findValue(text, separator, nameStart, nameEnd);
	}

	/**
	 * Returns whether a name is that of an element, with a prefix or without.
	 */
	private static boolean isTag(String text, int nameStart, int from) {
		int start = nameStart;
		if (start > from && text.charAt(start - 1) == ':') {
			start--;
			while (start > from && nameStart - start < LONGEST_NAME && isOfName(text.charAt(start - 1))) {
				start--;
			}
		}
		return start > from && text.charAt(start - 1) == '<';
	}

	private static long findElement(String text, int start) {
		int most = Math.min(text.length(), start + LONGEST_ELEMENT);
		int end = start;
		while (end < most && text.charAt(end) != '<') {
			end++;
		}
		return text.startsWith("</", end) ? hidden(text, start, end) : Found.NOTHING;
	}

	private static long findValue(String text, int separator, int nameStart, int nameEnd) {
		boolean equals = text.charAt(separator) == '=';
		int start = (equals && text.startsWith(">", separator + 1)) ? separator + 2 : separator + 1;
		while (start < text.length() && text.charAt(start) == ' ' && start - separator <= 3) {
			start++;
		}
		if (start >= text.length() || text.charAt(start) == '=') {
			return Found.NOTHING;
		}
		int quote = (text.charAt(start) == '\\') ? start + 1 : start;
		if (quote < text.length() && isQuote(text.charAt(quote))) {
			return hidden(text, quote + 1, closing(text, quote + 1, text.charAt(quote)));
		}
		int list = text.startsWith(REJECTED_VALUE, start) ? start + REJECTED_VALUE.length() : start;
		if (text.charAt(list) == '[') {
			// The format of several values in Spring and Java.
			int close = closing(text, list + 1, ']');
			return (close < text.length()) ? hidden(text, list + 1, close) : hidden(text, list, close);
		}
		if (HEADERS.contain(text, nameStart, nameEnd)) {
			start = afterScheme(text, start);
			if (!equals) {
				return findHeader(text, start);
			}
		}
		return isSecretValue(text, start, equals, WEAK.contain(text, nameStart, nameEnd))
				? hidden(text, start, valueEnd(text, start, text.length())) : Found.NOTHING;
	}

	/**
	 * Returns whether the text is a secret value. After an equals sign it always is. A
	 * colon may also be part of a sentence, as in "password: must not be blank".
	 */
	private static boolean isSecretValue(String text, int start, boolean equals, boolean weak) {
		int end = valueEnd(text, start, Math.min(text.length(), start + LONGEST_LOOK));
		if (end == start) {
			return false;
		}
		if (text.charAt(start) == '{') {
			// An object, or the id of an encoding before the encoded password.
			int close = text.indexOf('}', start);
			return close > start + 1 && close + 1 < end;
		}
		if (equals) {
			return !weak || !isWord(text, start, end);
		}
		boolean closes = end == text.length() || ",;)]}\n\r".indexOf(text.charAt(end)) >= 0;
		return looksRandom(text, start, end, weak ? 8 : 4) || (closes && !weak);
	}

	/**
	 * Skips the scheme of an authorization, which is not a secret.
	 */
	private static int afterScheme(String text, int start) {
		for (String scheme : SCHEMES) {
			int end = start + scheme.length();
			if (text.regionMatches(true, start, scheme, 0, scheme.length()) && end + 1 < text.length()
					&& text.charAt(end) == ' ') {
				return end + 1;
			}
		}
		return start;
	}

	/**
	 * Finds the value of a header, which extends to the end of the line or of the quoted
	 * text.
	 */
	private static long findHeader(String text, int start) {
		boolean words = false;
		boolean value = false;
		int end = start;
		for (; end < text.length() && "\r\n\"'\\]}".indexOf(text.charAt(end)) < 0; end++) {
			char character = text.charAt(end);
			words |= character == ' ';
			value |= Found.isDigit(character) || character == '=';
			if (words && !value && end - start > LONGEST_LOOK) {
				return Found.NOTHING;
			}
		}
		return (words && !value) ? Found.NOTHING : hidden(text, start, end);
	}

	private static long hidden(String text, int start, int end) {
		return (end > start && !isPlaceholder(text, start, end)) ? Found.at(start, end) : Found.NOTHING;
	}

	/**
	 * Returns the end of a quoted value, or of the text if the quote is not closed.
	 */
	private static int closing(String text, int start, char quote) {
		for (int i = start; i < text.length(); i++) {
			if (text.charAt(i) == quote) {
				return (i > start && text.charAt(i - 1) == '\\') ? i - 1 : i;
			}
		}
		return text.length();
	}

	/**
	 * Returns the end of an unquoted value. A comma, semicolon or bracket is part of it
	 * unless another name follows, to hide too much rather than too little.
	 */
	private static int valueEnd(String text, int start, int most) {
		int end = start;
		int open = 0;
		for (; end < most; end++) {
			char character = text.charAt(end);
			if (character <= ' ' || character == '&' || character == '"' || character == '\'' || character == '<') {
				return end;
			}
			if (character == '[' || character == '{' || character == '(') {
				open++;
			}
			else if (open > 0 && (character == ']' || character == '}' || character == ')')) {
				open--;
			}
			else if (",;)]}".indexOf(character) >= 0 && endsValue(text, end + 1)) {
				return end;
			}
		}
		return end;
	}

	private static boolean endsValue(String text, int next) {
		if (next == text.length()) {
			return true;
		}
		char character = text.charAt(next);
		if (character <= ' ' || ",;)]}\"'.".indexOf(character) >= 0) {
			return true;
		}
		int end = next;
		while (end < text.length() && isOfName(text.charAt(end))) {
			end++;
		}
		return end > next && end < text.length() && (text.charAt(end) == '=' || text.charAt(end) == ':');
	}

	/**
	 * Looks for a user and a password before a host, without a scheme. URLs are handled
	 * elsewhere.
	 * @param text the text
	 * @param at the index of the {@code @}
	 * @param from the earliest index at which the user may start
	 * @return the part of the text to hide, or {@link Found#NOTHING}
	 */
	static long findUser(String text, int at, int from) {
		if (at + 1 == text.length() || !Character.isLetterOrDigit(text.charAt(at + 1)) || text.startsWith("sha", at + 1)
				|| text.startsWith(REDACTED, Math.max(from, at - REDACTED.length()))) {
			return Found.NOTHING;
		}
		int start = at;
		int colon = -1;
		int least = Math.max(from, at - LONGEST_USER);
		while (start > least && isOfUser(text.charAt(start - 1))) {
			start--;
			if (text.charAt(start) == ':') {
				colon = start;
			}
		}
		if (colon <= start || colon + 1 == at || (start > 0 && text.charAt(start - 1) == '/')) {
			return Found.NOTHING;
		}
		String user = text.substring(start, colon).toLowerCase(Locale.ROOT);
		return (LABELS.contains(user) || isNumber(user, 0, user.length()) || isIdentityHash(text, at + 1))
				? Found.NOTHING : Found.at(start, at);
	}

	/**
	 * Returns whether the text continues like {@link Object#toString()}.
	 */
	private static boolean isIdentityHash(String text, int start) {
		int end = start;
		while (end < text.length() && Character.digit(text.charAt(end), 16) >= 0) {
			end++;
		}
		return end - start >= 5 && (end == text.length() || !isOfName(text.charAt(end)));
	}

	/**
	 * Looks for a token after the name of its scheme.
	 * @param text the text
	 * @param start the index at which the name of the scheme would start
	 * @return the part of the text to hide, or {@link Found#NOTHING}
	 */
	static long findToken(String text, int start) {
		boolean bearer = text.regionMatches(true, start, "bearer", 0, 6);
		if (!bearer && !text.regionMatches(true, start, "basic", 0, 5)) {
			return Found.NOTHING;
		}
		int value = start + (bearer ? 6 : 5);
		boolean encoded = text.startsWith("%20", value);
		if ((!encoded && (value >= text.length() || (text.charAt(value) != ' ' && text.charAt(value) != '+')))
				|| (start > 0 && Found.isLetterOrDigit(text.charAt(start - 1)))) {
			return Found.NOTHING;
		}
		value += encoded ? 3 : 1;
		int end = value;
		while (end < text.length()
				&& (Found.isLetterOrDigit(text.charAt(end)) || "-._~+/=".indexOf(text.charAt(end)) >= 0)) {
			end++;
			if (!bearer && end - value > LONGEST_BASIC) {
				return Found.NOTHING;
			}
		}
		while (end > value && text.charAt(end - 1) == '.') {
			end--;
		}
		boolean token = bearer ? isBearerToken(text, start, value, end) : isUserAndPassword(text, value, end);
		return token ? hidden(text, value, end) : Found.NOTHING;
	}

	/**
	 * Returns whether the text is a token, because it looks like one, or because the
	 * whole value consists of the scheme and this text.
	 */
	private static boolean isBearerToken(String text, int start, int value, int end) {
		if (end == value || (end < text.length() && text.charAt(end) == '"' && text.charAt(end - 1) == '=')) {
			// The realm of a challenge.
			return false;
		}
		int before = (start > 0 && text.charAt(start - 1) == ' ') ? start - 2 : start - 1;
		boolean starts = before < 0 || "\"'=:[({,".indexOf(text.charAt(before)) >= 0;
		boolean ends = end == text.length() || "\"'\\\r\n])},;".indexOf(text.charAt(end)) >= 0;
		return (starts && ends && end - value >= 3 && !AFTER_BEARER.contains(text.substring(value, end)))
				|| looksRandom(text, value, end, 6);
	}

	private static boolean isUserAndPassword(String text, int start, int end) {
		try {
			String decoded = new String(Base64.getDecoder().decode(text.substring(start, end)), StandardCharsets.UTF_8);
			int colon = decoded.indexOf(':');
			return colon >= 0 && decoded.chars().limit(colon).allMatch((character) -> character >= ' ');
		}
		catch (IllegalArgumentException ex) {
			return false;
		}
	}

	/**
	 * Returns whether a value is not a word in a sentence.
	 */
	private static boolean looksRandom(String text, int start, int end, int shortest) {
		boolean inner = false;
		boolean lower = false;
		for (int i = start; i < end; i++) {
			char character = text.charAt(i);
			if (Found.isDigit(character) || "!#$%^&*+=~".indexOf(character) >= 0
					|| (character == '.' && i > start && i + 1 < end && Found.isLetterOrDigit(text.charAt(i + 1)))) {
				return end - start >= shortest;
			}
			inner |= lower && Found.isUpperCase(character);
			lower |= character >= 'a' && character <= 'z';
		}
		return inner && end - start >= 12;
	}

	/**
	 * Returns whether a value may be an ordinary word or a short number, as in
	 * {@code token=EOF} and {@code pass=3}.
	 */
	private static boolean isWord(String text, int start, int end) {
		boolean letters = true;
		boolean digits = true;
		boolean upper = true;
		for (int i = start; i < end; i++) {
			char character = text.charAt(i);
			digits &= Found.isDigit(character);
			letters &= Character.isLetter(character) || character == '_';
			upper &= !(character >= 'a' && character <= 'z');
		}
		return end - start < 3 || (letters && upper && end - start <= 4) || (digits && end - start < 6);
	}

	private static boolean isPlaceholder(String text, int start, int end) {
		if (text.startsWith(REDACTED, start) || isRepeated(text, start, end)) {
			return true;
		}
		char first = text.charAt(start);
		char last = text.charAt(end - 1);
		return switch (first) {
			// A placeholder in a statement.
			case '?' -> isLettersOrDigits(text, start + 1, end);
			case ':' -> isLettersOrDigits(text, start + 1, end) && !hasDigit(text, start, end);
			case '$' -> (isNumber(text, start + 1, end)) || (text.startsWith("{", start + 1) && last == '}');
			case '%' -> end - start == 2;
			case '#' -> text.startsWith("{", start + 1) && last == '}';
			case '<' -> last == '>';
			case '{' -> last == '}';
			default -> end - start <= LONGEST_PLACEHOLDER
					&& PLACEHOLDERS.contains(text.substring(start, end).toLowerCase(Locale.ROOT));
		};
	}

	/**
	 * Returns whether the text consists of asterisks, dots or the like.
	 */
	private static boolean isRepeated(String text, int start, int end) {
		char first = text.charAt(start);
		if ("*.•xX-_".indexOf(first) < 0) {
			return false;
		}
		for (int i = start + 1; i < end; i++) {
			if (text.charAt(i) != first) {
				return false;
			}
		}
		return true;
	}

	private static boolean hasDigit(String text, int start, int end) {
		for (int i = start; i < end; i++) {
			if (Found.isDigit(text.charAt(i))) {
				return true;
			}
		}
		return false;
	}

	private static boolean isNumber(String text, int start, int end) {
		for (int i = start; i < end; i++) {
			if (!Found.isDigit(text.charAt(i))) {
				return false;
			}
		}
		return true;
	}

	private static boolean isLettersOrDigits(String text, int start, int end) {
		for (int i = start; i < end; i++) {
			if (!Found.isLetterOrDigit(text.charAt(i)) && text.charAt(i) != '_') {
				return false;
			}
		}
		return true;
	}

	private static boolean isQuote(char character) {
		return character == '"' || character == '\'' || character == '`';
	}

	private static boolean isOfName(char character) {
		return Found.isLetterOrDigit(character) || character == '_' || character == '-' || character == '.'
				|| character == '$';
	}

	private static boolean isOfUser(char character) {
		return character > ' ' && "\"'<>()[]{},;/=@\\|&?".indexOf(character) < 0;
	}

}

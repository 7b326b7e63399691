package io.github.tracingstarter.redaction;

import java.util.Locale;
import java.util.Set;

/**
 * Finds e-mail addresses.
 */
final class EmailAddresses {

	private static final int LONGEST_LOCAL_PART = 64;

	/** The last words of names of hosts and files that are not in the public DNS. */
	private static final Set<String> NOT_PUBLIC = Set.of("local", "internal", "localdomain", "localhost", "svc", "lan",
			"png", "jpg", "jpeg", "gif", "svg", "webp", "ico", "js", "mjs", "css", "html", "json", "xml", "yaml", "yml",
			"jar", "class", "java", "txt", "map", "ts", "tsx");

	private EmailAddresses() {
	}

	/**
	 * Looks for an address.
	 * @param text the text
	 * @param at the index of the {@code @}, or of the percent sign of an encoded one
	 * @param from the earliest index at which the address may start
	 * @return the part of the text to hide, or {@link Found#NOTHING}
	 */
	static long find(String text, int at, int from) {
		int start = at;
		int least = Math.max(from, at - LONGEST_LOCAL_PART);
		while (start > least && isOfLocalPart(text.charAt(start - 1))) {
			start--;
		}
		while (start < at && !isLetterOrDigit(text.charAt(start))) {
			start++;
		}
		if (start == at) {
			return Found.NOTHING;
		}
		int host = at + ((text.charAt(at) == '@') ? 1 : 3);
		int end = host;
		int dot = -1;
		while (end < text.length()
				&& (isLetterOrDigit(text.charAt(end)) || text.charAt(end) == '-' || (text.charAt(end) == '.'
						&& end > host && end + 1 < text.length() && isLetterOrDigit(text.charAt(end + 1))))) {
			dot = (text.charAt(end) == '.') ? end : dot;
			end++;
		}
		if (dot < 0 || !isTopLevelDomain(text, dot + 1, end) || isRemote(text, start, at, end)) {
			return Found.NOTHING;
		}
		return Found.at(start, end);
	}

	private static boolean isTopLevelDomain(String text, int start, int end) {
		if (end - start < 2 || end - start > 24) {
			return false;
		}
		for (int i = start; i < end; i++) {
			if (!Character.isLetter(text.charAt(i))) {
				return text.startsWith("xn--", start);
			}
		}
		return !NOT_PUBLIC.contains(text.substring(start, end).toLowerCase(Locale.ROOT));
	}

	/**
	 * Returns whether the text is the address of a Git repository, or an authority whose
	 * user is already hidden.
	 */
	private static boolean isRemote(String text, int start, int at, int end) {
		return text.startsWith("git@", start) || text.startsWith("REDACTED", Math.max(start, at - 8));
	}

	private static boolean isOfLocalPart(char character) {
		return isLetterOrDigit(character) || character == '.' || character == '_' || character == '-'
				|| character == '+';
	}

	private static boolean isLetterOrDigit(char character) {
		return Found.isLetterOrDigit(character) || (character >= 128 && Character.isLetterOrDigit(character));
	}

}

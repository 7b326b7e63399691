package io.github.tracingstarter.redaction;

import java.util.HashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Finds the numbers of payment cards and bank accounts, which have check digits.
 */
final class AccountNumbers {

	private static final int SHORTEST_CARD = 13;

	private static final int LONGEST_CARD = 19;

	/** How the digits are grouped on cards, the longest first. */
	private static final int[][] LAYOUTS = { { 4, 4, 4, 4, 3 }, { 4, 4, 4, 4 }, { 4, 6, 5 }, { 4, 6, 4 } };

	/** The lengths of IBANs, by country. */
	private static final Map<String, Integer> IBAN_LENGTHS = lengths("NO15 BE16 DK18 FO18 FI18 GL18 NL18 SD18 FK18 "
			+ "MK19 SI19 AT20 BA20 EE20 KZ20 LT20 LU20 XK20 MN20 CH21 HR21 LI21 LV21 BG22 BH22 CR22 DE22 GB22 GE22 "
			+ "IE22 ME22 RS22 VA22 AE23 GI23 IL23 IQ23 OM23 SO23 TL23 AD24 CZ24 ES24 MD24 PK24 RO24 SA24 SE24 SK24 "
			+ "TN24 VG24 AO25 CV25 PT25 ST25 AZ28 IS26 TR26 BI27 DJ27 FR27 GR27 IT27 MC27 MR27 SM27 AL28 BY28 CY28 "
			+ "DO28 GT28 HN28 HU28 LB28 NI28 PL28 SV28 BR29 EG29 PS29 QA29 UA29 JO30 KW30 MU30 YE30 MT31 SC31 LC32 "
			+ "RU33 LY25 GF27 GP27 MQ27 RE27 PF27 NC27 YT27 PM27 WF27 BL27 MF27");

	private AccountNumbers() {
	}

	private static Map<String, Integer> lengths(String countries) {
		Map<String, Integer> lengths = new HashMap<>();
		for (String country : countries.split(" ")) {
			lengths.put(country.substring(0, 2), Integer.valueOf(country.substring(2)));
		}
		return lengths;
	}

	/**
	 * Looks for the number of a card, in one piece or in the groups that are printed on
	 * cards.
	 * @param text the text
	 * @param start the index of its first digit, if there is one
	 * @return the part of the text to hide, or {@link Found#NOTHING}
	 */
	static long findCard(String text, int start) {
		if (text.length() - start < SHORTEST_CARD || !mayStartAt(text, start)) {
			return Found.NOTHING;
		}
		int groupEnd = digitsEnd(text, start);
		int length = groupEnd - start;
		if (length == 4 && groupEnd < text.length()) {
			return findGroups(text, start, text.charAt(groupEnd));
		}
		return (length >= SHORTEST_CARD && length <= LONGEST_CARD) ? checked(text, start, groupEnd, length)
				: Found.NOTHING;
	}

	/**
	 * Returns whether a number may start here: not within a word, a fraction or a name
	 * with hyphens, such as a UUID.
	 */
	private static boolean mayStartAt(String text, int start) {
		if (start == 0) {
			return true;
		}
		char before = text.charAt(start - 1);
		if (Found.isLetterOrDigit(before) || before == '_' || before == '+') {
			return false;
		}
		return (before != '-' && before != '.') || start == 1 || !Found.isLetterOrDigit(text.charAt(start - 2));
	}

	private static int digitsEnd(String text, int start) {
		int end = start;
		while (end < text.length() && Found.isDigit(text.charAt(end))) {
			end++;
		}
		return end;
	}

	private static long findGroups(String text, int start, char separator) {
		if (separator != ' ' && separator != '-') {
			return Found.NOTHING;
		}
		for (int[] layout : LAYOUTS) {
			long found = find(text, start, separator, layout);
			if (found != Found.NOTHING) {
				return found;
			}
		}
		return Found.NOTHING;
	}

	private static long find(String text, int start, char separator, int[] layout) {
		int end = start - 1;
		int digits = 0;
		for (int group : layout) {
			if (digits > 0 && (end >= text.length() || text.charAt(end) != separator)) {
				return Found.NOTHING;
			}
			int groupStart = end + 1;
			end = digitsEnd(text, groupStart);
			digits += group;
			if (end - groupStart != group) {
				return Found.NOTHING;
			}
		}
		return checked(text, start, end, digits);
	}

	private static long checked(String text, int start, int end, int length) {
		if (end < text.length()) {
			char after = text.charAt(end);
			if (Found.isLetterOrDigit(after) || after == '_'
					|| (after == '.' && end + 1 < text.length() && Found.isDigit(text.charAt(end + 1)))) {
				return Found.NOTHING;
			}
		}
		return (isIssued(text, start, length) && isLuhn(text, start, end)) ? Found.at(start, end) : Found.NOTHING;
	}

	/**
	 * Returns whether there are cards with these first digits and this length.
	 */
	private static boolean isIssued(String text, int start, int length) {
		int prefix = 0;
		int digits = 0;
		for (int i = start; digits < 6; i++) {
			char character = text.charAt(i);
			if (Found.isDigit(character)) {
				prefix = prefix * 10 + character - '0';
				digits++;
			}
		}
		int two = prefix / 10_000;
		int three = prefix / 1_000;
		int four = prefix / 100;
		if (two / 10 == 4) {
			return length == 13 || length == 16 || length == 19;
		}
		if (two == 34 || two == 37) {
			return length == 15;
		}
		if ((two >= 51 && two <= 55) || (four >= 2221 && four <= 2720) || (four >= 2200 && four <= 2204)) {
			return length == 16;
		}
		if ((three >= 300 && three <= 305) || two == 36 || two == 38 || two == 39) {
			return length == 14 || length == 16 || length == 19;
		}
		if (four == 6011 || (three >= 644 && three <= 649) || two == 65 || two == 62 || two == 81
				|| (four >= 3528 && four <= 3589)) {
			return length >= 16;
		}
		return (four == 5018 || four == 5020 || four == 5038 || four == 5893 || four == 6304 || four == 6759
				|| (four >= 6761 && four <= 6763)) && length >= 13;
	}

	private static boolean isLuhn(String text, int start, int end) {
		int sum = 0;
		boolean twice = false;
		for (int i = end - 1; i >= start; i--) {
			char character = text.charAt(i);
			if (Found.isDigit(character)) {
				int digit = (character - '0') * (twice ? 2 : 1);
				sum += (digit > 9) ? digit - 9 : digit;
				twice = !twice;
			}
		}
		return sum % 10 == 0;
	}

	/**
	 * Looks for an IBAN, in one piece or in groups of four.
	 * @param text the text
	 * @param digit the index of its first check digit, if there is one
	 * @param from the earliest index at which it may start
	 * @return the part of the text to hide, or {@link Found#NOTHING}
	 */
	static long findIban(String text, int digit, int from) {
		int start = digit - 2;
		if (start < from || digit + 1 >= text.length() || !Found.isDigit(text.charAt(digit + 1))
				|| !Found.isUpperCase(text.charAt(start)) || !Found.isUpperCase(text.charAt(start + 1))
				|| (start > 0 && Found.isLetterOrDigit(text.charAt(start - 1)))) {
			return Found.NOTHING;
		}
		@Nullable Integer length = IBAN_LENGTHS.get(text.substring(start, digit));
		if (length == null) {
			return Found.NOTHING;
		}
		int index = start;
		int remainder = 0;
		for (int i = 0; i < length; i++, index++) {
			if (i > 0 && i % 4 == 0 && index < text.length() && text.charAt(index) == ' ') {
				index++;
			}
			if (index == text.length() || !isOfIban(text.charAt(index))) {
				return Found.NOTHING;
			}
			if (i >= 4) {
				remainder = remainder(remainder, text.charAt(index));
			}
		}
		for (int i = start; i < start + 4; i++) {
			remainder = remainder(remainder, text.charAt(i));
		}
		boolean ends = index == text.length() || !Found.isLetterOrDigit(text.charAt(index));
		return (ends && remainder == 1) ? Found.at(start, index) : Found.NOTHING;
	}

	private static boolean isOfIban(char character) {
		return Found.isDigit(character) || Found.isUpperCase(character);
	}

	private static int remainder(int before, char character) {
		return Found.isDigit(character) ? (before * 10 + character - '0') % 97
				: (before * 100 + character - 'A' + 10) % 97;
	}

}

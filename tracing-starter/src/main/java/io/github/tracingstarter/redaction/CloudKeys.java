package io.github.tracingstarter.redaction;

import java.util.List;
import java.util.Set;

/**
 * Finds the keys of cloud services and developer platforms by their prefixes. Each prefix
 * has a character that triggers the search, mostly its last one, and one before that, so
 * that two characters rule out nearly all other texts.
 */
final class CloudKeys {

	/**
	 * Limits the search, so that a text that consists only of prefixes is not read again
	 * for each of them.
	 */
	private static final int LONGEST_WITHOUT_DIGIT = 256;

	/** Prefixes after which there must be a digit. */
	private static final Set<String> LIKE_WORDS = Set.of("sk-", "sk-ant-", "sk-proj-", "SG.", "pypi-", "xapp-");

	/** The characters of a key, in addition to letters and digits. */
	private static final String UNDERSCORE = "_";

	private static final String WEB_SAFE = "_-";

	private static final String DOTTED = "_-.";

	private static final List<Beginning> BEGINNINGS = List.of(
			// Amazon
			Beginning.at(2, "AKIA", 16, ""), Beginning.at(2, "ASIA", 16, ""),
			// Google
			Beginning.at(2, "AIza", 30, WEB_SAFE), Beginning.of("ya29.", 20, WEB_SAFE),
			Beginning.of("GOCSPX-", 20, WEB_SAFE),
			// GitHub
			Beginning.of("ghp_", 30, ""), Beginning.of("gho_", 30, ""), Beginning.of("ghu_", 30, ""),
			Beginning.of("ghs_", 30, ""), Beginning.of("ghr_", 30, ""), Beginning.of("github_pat_", 30, UNDERSCORE),
			// GitLab
			Beginning.of("glpat-", 18, DOTTED), Beginning.of("gldt-", 18, DOTTED), Beginning.of("glrt-", 18, DOTTED),
			Beginning.of("glptt-", 18, DOTTED), Beginning.of("glft-", 18, DOTTED), Beginning.of("glcbt-", 18, DOTTED),
			Beginning.of("glsoat-", 18, DOTTED), Beginning.of("glimt-", 18, DOTTED),
			Beginning.of("glagent-", 18, DOTTED),
			// Slack
			Beginning.of("xoxb-", 10, "-"), Beginning.of("xoxp-", 10, "-"), Beginning.of("xoxa-", 10, "-"),
			Beginning.of("xoxr-", 10, "-"), Beginning.of("xoxs-", 10, "-"), Beginning.of("xoxe-", 10, "-"),
			Beginning.of("xapp-", 10, "-"), Beginning.kept(11, "hooks.slack.com/services/", 20, "/"),
			// Stripe
			Beginning.of("sk_live_", 16, ""), Beginning.of("sk_test_", 16, ""), Beginning.of("rk_live_", 16, ""),
			Beginning.of("rk_test_", 16, ""), Beginning.of("whsec_", 24, "+/="),
			// Package registries
			Beginning.of("npm_", 30, ""), Beginning.of("pypi-", 50, WEB_SAFE), Beginning.of("dckr_pat_", 20, WEB_SAFE),
			// Others
			Beginning.of("SG.", 50, DOTTED), Beginning.of("hvs.", 24, WEB_SAFE), Beginning.of("hvb.", 24, WEB_SAFE),
			Beginning.at(4, "dop_v1_", 40, ""), Beginning.at(4, "doo_v1_", 40, ""), Beginning.at(4, "dor_v1_", 40, ""),
			Beginning.of("hf_", 30, ""), Beginning.of("shpat_", 30, ""), Beginning.of("shpca_", 30, ""),
			Beginning.of("shppa_", 30, ""), Beginning.of("shpss_", 30, ""), Beginning.of("sk-ant-", 30, WEB_SAFE),
			Beginning.of("sk-proj-", 30, WEB_SAFE), Beginning.of("sk-", 40, ""),
			Beginning.kept(7, "discord.com/api/webhooks/", 20, "/_-"),
			Beginning.kept(10, "discordapp.com/api/webhooks/", 20, "/_-"));

	/** The prefixes by the character that triggers the search, and the one before it. */
	private static final Beginning[][][] BY_CHARACTERS = new Beginning[128][][];

	static {
		for (Beginning beginning : BEGINNINGS) {
			Beginning[][] byAhead = BY_CHARACTERS[beginning.trigger()];
			byAhead = (byAhead != null) ? byAhead : new Beginning[128][];
			BY_CHARACTERS[beginning.trigger()] = byAhead;
			byAhead[beginning.ahead()] = BEGINNINGS.stream()
				.filter((other) -> other.trigger() == beginning.trigger() && other.ahead() == beginning.ahead())
				.toArray(Beginning[]::new);
		}
	}

	private CloudKeys() {
	}

	/**
	 * Returns whether there may be a key where a character follows another.
	 */
	static boolean isNoticed(char before, char character) {
		return BY_CHARACTERS[character] != null && BY_CHARACTERS[character][before] != null;
	}

	/**
	 * Looks for a key.
	 * @param text the text
	 * @param index the index of the character that triggered the search
	 * @param from the earliest index at which the key may start
	 * @return the part of the text to hide, or {@link Found#NOTHING}
	 */
	static long find(String text, int index, int from) {
		if (index <= from) {
			return Found.NOTHING;
		}
		char ahead = text.charAt(index - 1);
		char trigger = text.charAt(index);
		if (ahead >= 128 || !isNoticed(ahead, trigger)) {
			return Found.NOTHING;
		}
		Beginning[] beginnings = BY_CHARACTERS[trigger][ahead];
		for (Beginning beginning : beginnings) {
			long found = beginning.find(text, index, from);
			if (found != Found.NOTHING) {
				return found;
			}
		}
		return Found.NOTHING;
	}

	/**
	 * The prefix of a kind of key.
	 *
	 * @param at the index of the character that triggers the search
	 * @param text the prefix
	 * @param rest the minimum length of the rest
	 * @param others the characters of the rest, in addition to letters and digits
	 * @param kept whether the prefix itself is not a secret
	 */
	private record Beginning(int at, String text, int rest, String others, boolean kept) {

		static Beginning of(String text, int rest, String others) {
			return at(text.length() - 1, text, rest, others);
		}

		static Beginning at(int at, String text, int rest, String others) {
			return new Beginning(at, text, rest, others, false);
		}

		static Beginning kept(int at, String text, int rest, String others) {
			return new Beginning(at, text, rest, others, true);
		}

		char trigger() {
			return this.text.charAt(this.at);
		}

		char ahead() {
			return this.text.charAt(this.at - 1);
		}

		long find(String in, int index, int from) {
			int start = index - this.at;
			if (start < from || !in.startsWith(this.text, start)
					|| (start > 0 && Found.isLetterOrDigit(in.charAt(start - 1)))) {
				return Found.NOTHING;
			}
			int restStart = start + this.text.length();
			int end = restStart;
			boolean random = !LIKE_WORDS.contains(this.text);
			boolean varied = false;
			while (end < in.length() && isPart(in.charAt(end))) {
				random |= Found.isDigit(in.charAt(end));
				varied |= in.charAt(end) != in.charAt(restStart);
				end++;
				if (!random && end - restStart > LONGEST_WITHOUT_DIGIT) {
					return Found.NOTHING;
				}
			}
			// A period or a dash at the end is part of the sentence.
			while (end > restStart && ".-".indexOf(in.charAt(end - 1)) >= 0) {
				end--;
			}
			return (random && varied && end - restStart >= this.rest) ? Found.at(this.kept ? restStart : start, end)
					: Found.NOTHING;
		}

		private boolean isPart(char character) {
			return Found.isLetterOrDigit(character) || this.others.indexOf(character) >= 0;
		}

	}

}

package io.github.tracingstarter.instrument.jdbc;

import io.github.tracingstarter.sql.SqlDialect;
import io.github.tracingstarter.sql.SqlScanner;

/**
 * A plan of H2: the statement, with a comment after each table that says how it is read.
 * Both contain conditions with literals.
 */
final class H2Plan {

	// Not a character of a name or a literal for the scanner.
	private static final char COMMENT = '\uE000';

	private static final char END = '\uE001';

	private static final char LINE = '\uE002';

	private H2Plan() {
	}

	/**
	 * Hides the literals. The scanner would omit the comments, which are the plan, so
	 * they are converted to something else while it reads.
	 * @param plan the plan
	 * @return the plan without any literals
	 */
	static String mask(String plan) {
		StringBuilder text = new StringBuilder(plan.length());
		int index = 0;
		while (index < plan.length()) {
			char c = plan.charAt(index);
			if (c == '\'' || c == '"') {
				int end = plan.indexOf(c, index + 1);
				end = (end < 0) ? plan.length() : end + 1;
				text.append(plan, index, end);
				index = end;
				continue;
			}
			boolean comment = plan.startsWith("/*", index);
			boolean end = plan.startsWith("*/", index);
			if (comment || end) {
				text.append(comment ? COMMENT : END);
				index++;
			}
			else if (c == '\n') {
				text.append(LINE);
			}
			else if (c != '?') {
				text.append(c);
			}
			else {
				text.append(c);
				// Numbered, although the placeholder in the statement is not.
				while (index + 1 < plan.length() && Character.isDigit(plan.charAt(index + 1))) {
					index++;
				}
			}
			index++;
		}
		return SqlScanner.mask(text.toString(), SqlDialect.STANDARD)
			.replace(LINE + " ", "\n    ")
			.replace(LINE, '\n')
			.replace(String.valueOf(COMMENT), "/*")
			.replace(String.valueOf(END), "*/");
	}

}

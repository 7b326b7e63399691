package io.github.tracingstarter.control;

import java.util.function.BinaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.apache.commons.logging.Log;

/**
 * Logs in one line what was changed, and by whom.
 */
final class ChangeLog {

	private static final int MOST_CHARACTERS = 500;

	/** Characters that would start another line or move the cursor of a terminal. */
	private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}\\u2028\\u2029]+");

	private final Log logger;

	private final BinaryOperator<String> mask;

	ChangeLog(Log logger, BinaryOperator<String> mask) {
		this.logger = logger;
		this.mask = mask;
	}

	void changed(Change change) {
		String steps = change.steps().stream().map(this::text).collect(Collectors.joining(", "));
		this.logger.info("Changed by %s: %s%s".formatted(oneLine(change.who()), steps,
				(change.until() != null) ? ", until " + change.until() : ""));
	}

	private String text(Change.Step step) {
		return "%s=%s (was %s)".formatted(step.key(), shown(step.key(), step.after()),
				shown(step.key(), step.before()));
	}

	private String shown(String key, String value) {
		return value.isEmpty() ? "nothing" : oneLine(this.mask.apply(key, value));
	}

	private static String oneLine(String text) {
		String line = CONTROL.matcher(text).replaceAll(" ");
		return (line.length() > MOST_CHARACTERS) ? line.substring(0, MOST_CHARACTERS) + "..." : line;
	}

}

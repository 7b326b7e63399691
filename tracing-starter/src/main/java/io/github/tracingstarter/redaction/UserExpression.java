package io.github.tracingstarter.redaction;

import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

import io.github.tracingstarter.configuration.InvalidTracingPropertyException;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * A regular expression of the application, whose matches are hidden. The number of reads
 * of each text is limited, because some expressions take practically forever, and the
 * thread of a request waits for the result. A text that takes too long is hidden
 * completely.
 */
final class UserExpression {

	private static final Log logger = LogFactory.getLog(UserExpression.class);

	private static final String KEY = "tracing.redaction.expressions[%d]";

	/**
	 * The number of characters that may be read for a text of any length; takes well
	 * under 1 ms.
	 */
	private static final int READS = 20_000;

	/** The additional number for each character of the text. */
	private static final int READS_PER_CHARACTER = 20;

	private final String key;

	private final Pattern pattern;

	private final AtomicLong exceeded = new AtomicLong();

	private UserExpression(String key, Pattern pattern) {
		this.key = key;
		this.pattern = pattern;
	}

	/**
	 * Parses an expression.
	 * @param index its index in the list
	 * @param expression the expression
	 * @return the expression
	 * @throws InvalidTracingPropertyException if it is invalid, or would match everything
	 */
	static UserExpression of(int index, String expression) {
		String key = KEY.formatted(index);
		Pattern pattern;
		try {
			pattern = Pattern.compile(expression);
		}
		catch (PatternSyntaxException ex) {
			throw new InvalidTracingPropertyException(key, expression,
					"it is not a regular expression: %s near index %d".formatted(ex.getDescription(), ex.getIndex()),
					"Correct it. Write each expression with its own index, as in %s=..., because a comma separates two; "
						.formatted(KEY.formatted(0)) + "in a properties file, write each backslash twice.");
		}
		UserExpression created = new UserExpression(key, pattern);
		if (created.matchesNothingAtAll()) {
			throw new InvalidTracingPropertyException(key, expression, "it also matches an empty text",
					"Write what must be there, for example 'x+' instead of 'x*'.");
		}
		return created;
	}

	private boolean matchesNothingAtAll() {
		return this.pattern.matcher("").find();
	}

	/**
	 * Hides the matches.
	 * @param text the text
	 * @return the redacted text, or the same text if nothing matches
	 */
	String redact(String text) {
		try {
			Matcher matcher = this.pattern
				.matcher(new BoundedText(text, READS + (long) READS_PER_CHARACTER * text.length()));
			if (!matcher.find()) {
				return text;
			}
			StringBuilder redacted = new StringBuilder(text.length());
			int copied = 0;
			do {
				if (matcher.end() > matcher.start()) {
					redacted.append(text, copied, matcher.start()).append(SecretScanner.REDACTED);
					copied = matcher.end();
				}
			}
			while (matcher.find());
			return (copied > 0) ? redacted.append(text, copied, text.length()).toString() : text;
		}
		catch (BoundedText.ExceededException | StackOverflowError ex) {
			tooLong(text);
			return SecretScanner.REDACTED;
		}
	}

	private void tooLong(String text) {
		if (this.exceeded.getAndIncrement() == 0) {
			logger.warn(("%s takes too long for some texts, such as one of %d characters, which are hidden as a whole: "
					+ "write an expression without a repetition within a repetition. This is logged once.")
				.formatted(this.key, text.length()));
		}
	}

	/**
	 * Returns how many texts were hidden because they took too long.
	 */
	long exceeded() {
		return this.exceeded.get();
	}

}

package io.github.tracingstarter.redaction;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.github.tracingstarter.sql.SqlDialect;
import io.github.tracingstarter.sql.SqlScanner;

/**
 * Redacts the message of an exception if the exception itself is no longer available.
 */
final class MessageRedaction {

	private static final String LEFT_OUT = "Message omitted because it may contain values";

	/**
	 * Messages of database drivers, or that quote them, that may contain values; and
	 * those of language models, which may contain the prompt.
	 */
	static final Pattern OF_DRIVER = Pattern.compile(String.join("|", "SQL \\[", "### SQL:", "ORA-\\d{5}", "E11000 ",
			"SQLSTATE", "Duplicate entry '", "duplicate key value",
			"violates (?:unique|check|not-null|foreign key|exclusion) constraint", "constraint failed",
			"(?:primary key|integrity constraint) violation", "Violation of \\w+ KEY", "constraint violat",
			"Check constraint", "invalid input (?:syntax|value)", "Data conversion error", "Data truncat",
			"Incorrect \\w+ value", "Value too long for column", "value too long for type", "Syntax error in SQL",
			"\\(\\w[\\w, ]*\\)=\\(", "returned for prompt: ",
			"(?:java\\.sql|org\\.postgresql|com\\.mysql|org\\.mariadb|org\\.h2|oracle\\.jdbc|com\\.microsoft\\.sqlserver"
					+ "|org\\.sqlite|com\\.ibm\\.db2|org\\.hsqldb|org\\.apache\\.derby|io\\.r2dbc|com\\.mongodb"
					+ "|com\\.openai|com\\.anthropic|com\\.google\\.genai|org\\.springframework\\.ai)"
					+ "\\.[\\w.$]{0,200}Exception"));

	/**
	 * Texts of which one is in every match of the pattern. Most log lines contain none.
	 */
	private static final String[] PARTS_OF_DRIVER = { "SQL", "ORA-", "E11000", "uplicate ", "onstraint", "iolation",
			"nvalid input", "Data ", "ncorrect ", "alue too long", ")=(", "for prompt: ", "Exception" };

	/** A select is a statement only if a {@link #FROM} follows. */
	private static final Pattern STATEMENT = Pattern.compile(
			"\\b(?:(select)\\s|insert\\s+into\\s|update\\s+\\S+\\s+set\\s|delete\\s+from\\s|merge\\s+into\\s)",
			Pattern.CASE_INSENSITIVE);

	private static final Pattern FROM = Pattern.compile("\\sfrom\\s", Pattern.CASE_INSENSITIVE);

	/** The first line of an exception, a cause or a suppressed exception. */
	private static final Pattern TYPE = Pattern.compile("^\\s*(?:(?:Caused by|Suppressed): )?[\\w.$]+");

	/** The values of a statement as logged by Hibernate and Spring. */
	private static final Pattern BOUND = Pattern.compile(
			"((?:binding parameter|extracted value) \\([^)]{1,80}\\) (?:<-|->) \\["
					+ "|Setting SQL statement parameter value: column index \\d{1,9}, parameter value \\[).*",
			Pattern.DOTALL);

	private final UrlRedaction urls;

	private final TextRedaction texts;

	MessageRedaction(UrlRedaction urls, TextRedaction texts) {
		this.urls = urls;
		this.texts = texts;
	}

	/**
	 * Returns a message without secrets and values.
	 * @param message the message
	 * @return the redacted message, or the same text if there is nothing to hide
	 */
	String redact(String message) {
		return this.texts.redact(withoutUrlsAndValues(message));
	}

	private String withoutUrlsAndValues(String message) {
		if (message.indexOf(' ') < 0) {
			return this.urls.redactText(message);
		}
		if (isOfDriver(message)) {
			String masked = DriverMessages.maskQuoted(message);
			return (masked != null) ? masked : LEFT_OUT;
		}
		Matcher bound = BOUND.matcher(message);
		if (bound.lookingAt()) {
			return bound.group(1) + "?]";
		}
		String text = this.urls.redactText(message);
		int statement = statementStart(text);
		return (statement < 0) ? text
				: text.substring(0, statement) + SqlScanner.mask(text.substring(statement), SqlDialect.UNKNOWN);
	}

	static boolean isOfDriver(String text) {
		for (String part : PARTS_OF_DRIVER) {
			if (text.contains(part)) {
				return OF_DRIVER.matcher(text).find();
			}
		}
		return false;
	}

	/**
	 * Finds the start of a statement. Looks for a FROM once rather than for each SELECT,
	 * because a message may quote a whole request.
	 */
	private static int statementStart(String text) {
		if (!hasVerb(text)) {
			return -1;
		}
		boolean withoutFrom = false;
		for (Matcher verb = STATEMENT.matcher(text); verb.find();) {
			if (verb.group(1) == null) {
				return verb.start();
			}
			if (!withoutFrom && FROM.matcher(text).find(verb.end())) {
				return verb.start();
			}
			withoutFrom = true;
		}
		return -1;
	}

	/**
	 * Returns whether the text contains one of the verbs, even within a word.
	 */
	private static boolean hasVerb(String text) {
		for (int i = 0; i < text.length(); i++) {
			boolean found = switch (text.charAt(i) | 0x20) {
				case 's' -> isAt(text, i, "select");
				case 'i' -> isAt(text, i, "insert");
				case 'u' -> isAt(text, i, "update");
				case 'd' -> isAt(text, i, "delete");
				case 'm' -> isAt(text, i, "merge");
				default -> false;
			};
			if (found) {
				return true;
			}
		}
		return false;
	}

	private static boolean isAt(String text, int start, String verb) {
		return text.regionMatches(true, start, verb, 0, verb.length());
	}

	/**
	 * Returns whether there is nothing to hide in the messages of an exception, its
	 * causes and its suppressed exceptions.
	 * @param error the exception
	 * @return whether they are clean
	 */
	boolean areClean(Throwable error) {
		return areClean(error, Collections.newSetFromMap(new IdentityHashMap<>()));
	}

	private boolean areClean(Throwable error, Set<Throwable> seen) {
		for (Throwable cause = error; cause != null && seen.add(cause); cause = cause.getCause()) {
			String text = cause.toString();
			if (!redact(text).equals(text)) {
				return false;
			}
			for (Throwable suppressed : cause.getSuppressed()) {
				if (!areClean(suppressed, seen)) {
					return false;
				}
			}
		}
		return true;
	}

	/**
	 * Returns a stack trace without secrets and values in the messages of its exceptions.
	 * @param trace the stack trace
	 * @return the redacted stack trace, or an equal text if there is nothing to hide
	 */
	String redactStackTrace(String trace) {
		boolean ofDriver = isOfDriver(trace);
		StringBuilder text = new StringBuilder(trace.length());
		StringBuilder message = new StringBuilder();
		for (String line : trace.split("(?<=\n)", -1)) {
			boolean frame = isFrame(line);
			if (message.length() > 0 && (frame || isCause(line))) {
				text.append(redactHead(message.toString(), ofDriver));
				message.setLength(0);
			}
			(frame ? text : message).append(line);
		}
		return text.append(redactHead(message.toString(), ofDriver)).toString();
	}

	private String redactHead(String head, boolean ofDriver) {
		if (!ofDriver) {
			return redactLines(head);
		}
		Matcher type = TYPE.matcher(head);
		if (!type.find()) {
			return "";
		}
		String masked = head.startsWith(": ", type.end()) ? DriverMessages.maskQuoted(head.substring(type.end() + 2))
				: null;
		return type.group() + ((masked != null) ? ": " + masked : "") + (head.endsWith("\n") ? "\n" : "");
	}

	private String redactLines(String head) {
		String redacted = redact(head);
		return (head.endsWith("\n") && !redacted.endsWith("\n")) ? redacted + '\n' : redacted;
	}

	private static boolean isFrame(String line) {
		String stripped = line.stripLeading();
		return line.startsWith("\t") && (stripped.startsWith("at ") || stripped.startsWith("... "));
	}

	private static boolean isCause(String line) {
		String stripped = line.stripLeading();
		return stripped.startsWith("Caused by: ") || stripped.startsWith("Suppressed: ");
	}

}

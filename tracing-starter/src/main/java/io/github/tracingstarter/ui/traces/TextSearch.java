package io.github.tracingstarter.ui.traces;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;

import io.github.tracingstarter.ui.TraceLogs;
import io.github.tracingstarter.ui.store.StoredSpan;
import io.github.tracingstarter.ui.store.StoredTrace;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import org.jspecify.annotations.Nullable;

/**
 * Searches for a text everywhere in a trace: in names, values of attributes, messages and
 * log lines. Of a stack trace, only the messages count, because the frames are much the
 * same in all of them.
 */
final class TextSearch {

	private static final Pattern FRAME = Pattern.compile("\\s+(?:at |\\.\\.\\. ).*");

	private final String wanted;

	private TextSearch(String wanted) {
		this.wanted = wanted;
	}

	/**
	 * Creates a search that ignores case.
	 * @param text the text
	 * @return the search
	 */
	static TextSearch of(String text) {
		return new TextSearch(text.toLowerCase(Locale.ROOT));
	}

	boolean isIn(StoredTrace trace, Summary summary, @Nullable TraceLogs logs) {
		if (isIn(summary.name()) || isIn(trace.traceId())) {
			return true;
		}
		for (StoredSpan span : trace.spans()) {
			if (find(span) != null) {
				return true;
			}
		}
		return logs != null && logs.anyLine(trace.traceId(),
				(level, message, exception) -> isIn(message) || (exception != null && outsideFrames(exception) >= 0));
	}

	/**
	 * Finds the text in a trace.
	 * @return the match, or null if the name of the trace already shows it
	 */
	@Nullable Match find(StoredTrace trace, Summary summary, @Nullable TraceLogs logs) {
		if (isIn(summary.name()) || isIn(trace.traceId())) {
			return null;
		}
		for (StoredSpan span : trace.spans()) {
			Match found = find(span);
			if (found != null) {
				return found;
			}
		}
		return (logs != null) ? find(logs.lines(trace.traceId())) : null;
	}

	private @Nullable Match find(List<Map<String, Object>> lines) {
		for (Map<String, Object> line : lines) {
			String message = String.valueOf(line.get("message"));
			int at = indexIn(message, 0);
			if (at < 0 && line.get("exception") instanceof String exception) {
				message = lineOf(exception);
				at = indexIn(message, 0);
			}
			if (at >= 0) {
				return Match.of((line.get("spanId") instanceof String spanId) ? spanId : null, "log", message, at,
						this.wanted.length());
			}
		}
		return null;
	}

	private @Nullable Match find(StoredSpan span) {
		Match found = find(span, "name", span.name());
		found = (found != null) ? found : find(span, "service", span.service());
		found = (found != null) ? found : find(span, "span id", span.spanId());
		found = (found != null) ? found : find(span, "status", span.statusDescription());
		found = (found != null) ? found : find(span, span.attributes());
		for (int i = 0; found == null && i < span.events().size(); i++) {
			StoredSpan.Event event = span.events().get(i);
			found = find(span, "event", event.name());
			found = (found != null) ? found : find(span, event.attributes());
		}
		return found;
	}

	private @Nullable Match find(StoredSpan span, String field, String text) {
		int at = indexIn(text, 0);
		return (at >= 0) ? Match.of(span.spanId(), field, text, at, this.wanted.length()) : null;
	}

	private @Nullable Match find(StoredSpan span, Attributes attributes) {
		Found found = new Found();
		any(attributes, (key, value) -> {
			String text = key.equals(SpanKeys.STACK_TRACE.getKey()) ? lineOf(text(value)) : text(value);
			int at = indexIn(text, 0);
			if (at >= 0) {
				found.match = Match.of(span.spanId(), key, text, at, this.wanted.length());
			}
			return at >= 0;
		});
		return found.match;
	}

	/**
	 * Returns whether a text contains the searched text, ignoring case.
	 * @param text the text, or null
	 * @return whether it does
	 */
	boolean isIn(@Nullable String text) {
		return text != null && indexIn(text, 0) >= 0;
	}

	private int indexIn(String text, int from) {
		int length = this.wanted.length();
		if (length == 0) {
			return from;
		}
		char lower = this.wanted.charAt(0);
		char upper = Character.toUpperCase(lower);
		for (int i = from; i <= text.length() - length; i++) {
			char next = text.charAt(i);
			if ((next == lower || next == upper) && text.regionMatches(true, i, this.wanted, 0, length)) {
				return i;
			}
		}
		return -1;
	}

	/**
	 * Returns the index in a stack trace, or -1 if the text is only in frames.
	 */
	private int outsideFrames(String stackTrace) {
		int found = indexIn(stackTrace, 0);
		while (found >= 0) {
			int start = stackTrace.lastIndexOf('\n', found) + 1;
			int end = stackTrace.indexOf('\n', found);
			end = (end < 0) ? stackTrace.length() : end;
			if (!FRAME.matcher(stackTrace).region(start, end).lookingAt()) {
				return found;
			}
			found = (end < stackTrace.length()) ? indexIn(stackTrace, end + 1) : -1;
		}
		return -1;
	}

	/**
	 * Returns the line of a stack trace with the text, empty if there is none.
	 */
	private String lineOf(String stackTrace) {
		int at = outsideFrames(stackTrace);
		int end = (at >= 0) ? stackTrace.indexOf('\n', at) : 0;
		return (at >= 0)
				? stackTrace.substring(stackTrace.lastIndexOf('\n', at) + 1, (end >= 0) ? end : stackTrace.length())
				: "";
	}

	/**
	 * Returns whether one of the attributes passes a test. Each element of a list is
	 * tested.
	 * @param attributes the attributes
	 * @param test a test of a key and a value
	 * @return whether one is
	 */
	static boolean any(Attributes attributes, AttributeTest test) {
		Visitor visitor = new Visitor(test);
		attributes.forEach(visitor);
		return visitor.found;
	}

	/**
	 * Returns a number as shown on the page.
	 */
	static String text(Object value) {
		if (value instanceof Double number && number == Math.rint(number) && Math.abs(number) < 1e15) {
			return Long.toString(number.longValue());
		}
		return value.toString();
	}

	/**
	 * A test of an attribute.
	 */
	@FunctionalInterface
	interface AttributeTest {

		boolean test(String key, Object value);

	}

	private static final class Found {

		private @Nullable Match match;

	}

	private static final class Visitor implements BiConsumer<AttributeKey<?>, Object> {

		private final AttributeTest test;

		private boolean found;

		private Visitor(AttributeTest test) {
			this.test = test;
		}

		@Override
		public void accept(AttributeKey<?> key, Object value) {
			if (value instanceof List<?> values) {
				for (Object element : values) {
					this.found = this.found || this.test.test(key.getKey(), element);
				}
			}
			else {
				this.found = this.found || this.test.test(key.getKey(), value);
			}
		}

	}

}

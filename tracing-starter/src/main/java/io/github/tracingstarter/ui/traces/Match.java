package io.github.tracingstarter.ui.traces;

import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * The part of a trace that a query matched.
 *
 * @param spanId the span, or null if it is not in a span
 * @param field the place of the match: an attribute, the name of the span, the log
 * @param text the text around it
 */
record Match(@Nullable String spanId, String field, String text) {

	private static final int AROUND = 40;

	/**
	 * Creates a match in a text.
	 * @param spanId the span, or null if it is not in a span
	 * @param field the kind of text
	 * @param text the text
	 * @param at the index of the match in the text
	 * @param length the length of the match
	 * @return the match
	 */
	static Match of(@Nullable String spanId, String field, String text, int at, int length) {
		int from = Math.max(0, at - AROUND);
		int to = Math.min(text.length(), at + length + AROUND);
		// Not within a surrogate pair.
		from -= (from > 0 && Character.isLowSurrogate(text.charAt(from))) ? 1 : 0;
		to += (to < text.length() && Character.isLowSurrogate(text.charAt(to))) ? 1 : 0;
		String part = text.substring(from, to).replaceAll("\\s+", " ").strip();
		return new Match(spanId, field, ((from > 0) ? "…" : "") + part + ((to < text.length()) ? "…" : ""));
	}

	Map<String, Object> toJson() {
		Map<String, Object> json = new LinkedHashMap<>();
		PageTimes.putIfPresent(json, "spanId", this.spanId);
		json.put("field", this.field);
		json.put("text", this.text);
		return json;
	}

}
